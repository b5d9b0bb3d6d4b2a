// spmm_topk_quantized, CSR, CPU, of groups, unweighted, one scale for all rows:
//
//   y[i, g W + p] = c_i s * sum over edges (i <- j) of codes[j, g] where the place of g in j is p
//
// Integers all the way: the sums are exact, whatever their order. Codes never leave their byte:
// accumulator p holds place p of 32 groups at once, so no shuffle brings a code to its column. With
//
//   a_0 = sum of v,   a_p = sum of v * min(place, p)
//
// the differences a_p - a_(p-1) sum the codes at place p or behind, and their differences those at
// p alone (modulo 2^16, where the result fits). min is one operation, and one more multiplies the
// bytes of two neighbours and adds them: per two edges and 32 groups of 8 columns 4 + 12 + 32
// operations. 16 bits are enough for 192 edges, then sums go to f32, up to 2^24 exactly.
//
// Factors of senders need no multiplication: their edges come class by class, and sums are divided
// by a power of 4 in between. Each division rounds to a step of the next larger class.
//
// Weak for groups that are no whole 32, whose records hold zeros.

#include "heddle/kernels/cpu/gather_cost.h"
#include "heddle/kernels/cpu/group_records.h"
#include "heddle/kernels/cpu/integer_sums.h"
#include "heddle/kernels/cpu/kept_records.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/stack_sums.h"
#include "heddle/ops/spmm_quantized.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "heddle/kernels/cpu/spmm_topk_quantized_csr_group_integers_simd.cc"
// The order of these matters.
// clang-format off
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/cache_control.h"
#include "hwy/highway.h"
#include "heddle/kernels/cpu/byte_products_simd.h"
#include "heddle/kernels/cpu/group_sums_simd.h"
// clang-format on

#ifndef HEDDLE_KERNELS_CPU_GROUP_INTEGERS_CALL
#define HEDDLE_KERNELS_CPU_GROUP_INTEGERS_CALL
namespace heddle::cpu {
namespace {

// What all tasks of one run share.
struct GroupIntegersCall : IntegerSums {
  GroupShape shape;
  CodeRecords records;
};

}  // namespace
}  // namespace heddle::cpu
#endif

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {
namespace {

constexpr size_t kPartBytes = std::min<size_t>(HWY_MAX_BYTES, 32);  // of a ByteVec

enum class Half : bool { kLower, kUpper };

// Sums of `width` places for half of the groups in one vector of a record.
template <int width, Half half>
class PartSum {
 public:
  HWY_INLINE PartSum() {
    unroll<width>([&](auto p) HEDDLE_SIMD_LAMBDA { sum_[p] = hn::Zero(PairSumTag()); });
  }

  // Two records, each at the same part.
  HWY_INLINE void add(const uint8_t* first, const uint8_t* second) {
    const ByteTag tag;
    const auto codes = hn::BitCast(SignedByteTag(), interleave(first, second));
    const auto places = interleave(first + kGroupsPerRecord, second + kGroupsPerRecord);
    unroll<width>([&](auto p) HEDDLE_SIMD_LAMBDA {
      ByteVec factor = places;
      if constexpr (p == 0) {
        factor = hn::Set(tag, 1);
      } else if constexpr (p + 1 < width) {
        factor = hn::Min(places, hn::Set(tag, static_cast<uint8_t>(p)));
      }
      sum_[p] = hn::Add(sum_[p], add_byte_products(factor, codes));
    });
  }

  // All sums, see ClassRuns.
  HWY_INLINE void divide(const ClassRuns::Run& run) {
    const auto below = hn::Set(PairSumTag(), static_cast<int16_t>((1 << run.shift) - 1));
    const auto rounding = hn::And(hn::Iota(PairSumTag(), run.dither), below);
    separate_places();
    unroll<width>([&](auto p) HEDDLE_SIMD_LAMBDA {
      sum_[p] = hn::ShiftRightSame(hn::Add(sum_[p], rounding), run.shift);
    });
    join_places();
  }

  // to[place][group] = factor times sums, for the groups of this half and part: written, or added
  // to what is there.
  HWY_INLINE void flush(bool add, float factor, float* to) {
    separate_places();
    unroll<width>(
        [&](auto p) HEDDLE_SIMD_LAMBDA { store(sum_[p], add, factor, to + p * kGroupsPerRecord); });
  }

 private:
  static HWY_INLINE ByteVec interleave(const uint8_t* first, const uint8_t* second) {
    const ByteTag tag;
    const auto a = hn::Load(tag, first), b = hn::Load(tag, second);
    return half == Half::kLower ? hn::InterleaveLower(tag, a, b) : hn::InterleaveUpper(tag, a, b);
  }

  // Interleaving stays inside 16 bytes: 8 groups of each lie side by side.
  static HWY_INLINE void store(PairSumVec sums, bool add, float factor, float* to) {
    using Tag = hn::CappedTag<float, 8>;
    const Tag tag;
    constexpr size_t kRun = 8, kFloats = HWY_MAX_BYTES < 32 ? 4 : 8;
    HWY_ALIGN int16_t words[kPartBytes / 2];
    hn::Store(sums, PairSumTag(), words);
    for (size_t i = 0; i < kPartBytes / 2; i += kFloats) {
      const auto integers = hn::PromoteTo(hn::Rebind<int32_t, Tag>(),
                                          hn::Load(hn::Rebind<int16_t, Tag>(), words + i));
      float* place = to + i / kRun * 2 * kRun + i % kRun + (half == Half::kUpper ? kRun : 0);
      const auto value = hn::Mul(hn::ConvertTo(tag, integers), hn::Set(tag, factor));
      hn::Store(add ? hn::Add(value, hn::Load(tag, place)) : value, tag, place);
    }
  }

  // From what add() sums at place p > 0, the codes times min(place, p), to the sum at each place.
  HWY_INLINE void separate_places() {
    unroll<width - 2>([&](auto k) HEDDLE_SIMD_LAMBDA {
      constexpr size_t kPlace = width - 1 - k;
      sum_[kPlace] = hn::Sub(sum_[kPlace], sum_[kPlace - 1]);
    });
    unroll<width - 1>([&](auto p) HEDDLE_SIMD_LAMBDA { sum_[p] = hn::Sub(sum_[p], sum_[p + 1]); });
  }
  // And back.
  HWY_INLINE void join_places() {
    unroll<width - 1>([&](auto k) HEDDLE_SIMD_LAMBDA {
      constexpr size_t kPlace = width - 2 - k;
      sum_[kPlace] = hn::Add(sum_[kPlace], sum_[kPlace + 1]);
    });
    unroll<width - 2>([&](auto k) HEDDLE_SIMD_LAMBDA {
      constexpr size_t kPlace = 2 + k;
      sum_[kPlace] = hn::Add(sum_[kPlace], sum_[kPlace - 1]);
    });
  }

  PairSumVec sum_[width];  // of codes at all places; of codes times min(place, p) for p > 0
};

template <int width>
class GroupIntegers {
 public:
  explicit GroupIntegers(const GroupIntegersCall& call) : call_(call) {}

  void sum_rows(const RowTask& task) const {
    HWY_ALIGN float row_sums[kMaxStackSums];
    for_each_row(call_.a, task, [&](int64_t row, int64_t begin, int64_t end) HWY_ATTR {
      float* sums = task.slot >= 0 ? call_.slots.of(task.slot) : row_sums;
      if (begin == end) std::fill_n(sums, call_.shape.padded_cols(), 0.0F);
      for (int64_t e = begin; e < end;) {
        const ClassRuns runs(call_.edges, e, end);
        sum_edges(e, runs, e > begin, sums);
        e = runs.edges_end();
      }
      if (task.slot < 0) finish(row, sums);
    });
  }

  void merge(const SplitRow& split) const { finish(split.row, call_.slots.merge(split)); }

 private:
  void sum_edges(int64_t begin, const ClassRuns& runs, bool add, float* sums) const {
    for (int64_t block = 0; block < call_.shape.blocks(); ++block) {
      float* to = sums + block * width * kGroupsPerRecord;
      for (size_t part = 0; part < kGroupsPerRecord; part += kPartBytes) {
        if (block == 0 && part == 0) {
          sum_part<Half::kLower, true>(begin, runs, block, part, add, to + part);
        } else {
          sum_part<Half::kLower, false>(begin, runs, block, part, add, to + part);
        }
        sum_part<Half::kUpper, false>(begin, runs, block, part, add, to + part);
      }
    }
  }

  template <Half half, bool prefetch>
  HWY_NOINLINE void sum_part(int64_t begin, const ClassRuns& runs, int64_t block, size_t part,
                             bool add, float* to) const {
    PartSum<width, half> sum;
    int64_t first = begin;
    for (const ClassRuns::Run& run : runs) {
      if (run.shift > 0) sum.divide(run);
      add_run<prefetch>(first, run.end, block, part, sum);
      first = run.end;
    }
    sum.flush(add, runs.factor(), to);
  }

  template <bool prefetch, Half half>
  HWY_INLINE void add_run(int64_t begin, int64_t end, int64_t block, size_t part,
                          PartSum<width, half>& sum) const {
    HWY_ALIGN static constexpr uint8_t kNothing[2 * kGroupsPerRecord] = {};
    for (int64_t layer = 0; layer < call_.shape.layers; ++layer) {
      const int64_t offset = call_.records.offset(layer, block) + static_cast<int64_t>(part);
      const auto record = [&](int64_t e) HEDDLE_SIMD_LAMBDA {
        return reinterpret_cast<const uint8_t*>(call_.records.row(call_.edges.sender(e)) + offset);
      };
      int64_t e = begin;
      for (; e + 1 < end; e += 2) {
        if (prefetch && layer == 0) prefetch_coming(e);
        sum.add(record(e), record(e + 1));
      }
      if (e < end) sum.add(record(e), kNothing + part);
    }
  }

  HWY_INLINE void prefetch_coming(int64_t e) const {
    constexpr int64_t kAhead = 64;  // edges
    const int64_t last = call_.a.entries() - 1;
    call_.records.prefetch(call_.edges.sender(std::min(e + kAhead, last)));
    call_.records.prefetch(call_.edges.sender(std::min(e + kAhead + 1, last)));
  }

  void finish(int64_t row, const float* sums) const {
    write_group_sums<width>(call_.shape, sums, call_.scale_of(row), call_.stream, call_.y, row);
  }

  const GroupIntegersCall& call_;
};

void group_integers_task(const GroupIntegersCall& call, const RowTask& task) {
  call.shape.width == 8 ? GroupIntegers<8>(call).sum_rows(task)
                        : GroupIntegers<4>(call).sum_rows(task);
  if (call.stream) hwy::FlushStream();
}

void group_integers_merge(const GroupIntegersCall& call, const SplitRow& split) {
  call.shape.width == 8 ? GroupIntegers<8>(call).merge(split) : GroupIntegers<4>(call).merge(split);
  if (call.stream) hwy::FlushStream();
}

}  // namespace
}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heddle::cpu {
HWY_EXPORT(group_integers_task);
HWY_EXPORT(group_integers_merge);
namespace {

Support supports(const KernelQuery& query) {
  const Type& positions = query.operands[3];
  if (!is_record_group(positions.group)) return no("columns are not kept by groups of 8 or 4");
  if (GroupShape::of(positions).padded_cols() > kMaxStackSums) return too_many_stack_sums();
  return support_of_integer_sums(query, 4);
}

int64_t records_bytes(const Type& positions) {
  return positions.rows * CodeRecords::row_bytes(GroupShape::of(positions));
}

// Of an edge and 32 groups; classes end in half a pair of edges and a division.
constexpr double kOps = 40, kOpsByClasses = 56;

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Type& positions = query.operands[3];
  const GroupShape shape = GroupShape::of(positions);
  const int64_t entries = query.operands[0].entries;
  const int64_t row_bytes = CodeRecords::row_bytes(shape);
  const double sequential =
      static_cast<double>(query.results[0].bytes() + query.operands[0].bytes() +
                          query.operands[1].bytes() + positions.bytes() + records_bytes(positions));
  // Operations of 32 bytes count as 8 of a float.
  const double per_edge = query.has_operand(5) ? kOpsByClasses : kOps;
  const double operations = per_edge * static_cast<double>(entries * row_bytes) / 64;
  return gather_cost(hardware,
                     {.rows = entries,
                      .row_bytes = row_bytes,
                      .matrix_bytes = records_bytes(positions),
                      .sequential_bytes = sequential,
                      .flops = 8 * 2 * operations},
                     records_bytes(positions) + slots_bytes(entries, shape.padded_cols()));
}

void run(const KernelArgs& args) {
  const OperandView& positions = args.operands[3];
  const GroupShape shape = GroupShape::of(positions, args.results[0].cols);
  const CodeRecords records(args.workspace, shape);
  write_code_records(args.threads, args.operands[1], positions, records);
  std::byte* slots = args.workspace + positions.rows * CodeRecords::row_bytes(shape);
  const GroupIntegersCall call = {IntegerSums(args, slots, shape.padded_cols()), shape, records};
  for_each_task(call.a, args.threads, [&](const RowTask& task) {
    HWY_DYNAMIC_DISPATCH(group_integers_task)(call, task);
  });
  for_each_split_row(call.a, args.threads, [&](const SplitRow& row) {
    HWY_DYNAMIC_DISPATCH(group_integers_merge)(call, row);
  });
}

}  // namespace

const Kernel kSpmmTopkQuantizedCsrGroupIntegers = {
    .name = "spmm_topk_quantized_csr_cpu_group_integers",
    .op = &kSpmmTopkQuantized,
    .supports = supports,
    .cost = cost,
    .run = run,
};

}  // namespace heddle::cpu
#endif  // HWY_ONCE
