// spmm_topk and spmm_topk_quantized, CSR, CPU, of groups:
//
//   y[i, g W + p] = c_i * sum over edges (i <- j) of w(i, j) s_j values[j, g] where the place is p
//
// Values are f32, bf16 or codes, sums f32. Accumulator p holds place p of as many groups as a
// vector has lanes: each value is compared with the places and added where they agree, so no
// shuffle and no store brings it to its column. Values and places of a row lie in records
// (group_records.h), and the scale of a row with them. Edges are taken in runs of 32: their factors
// are computed and their records are found once, then the run is summed once per vector of groups.
//
// Weak for groups that are no whole 32, whose records hold zeros, where
// spmm_topk_quantized_csr_cpu_group_integers fits, which needs a quarter of the operations, and
// where weights lie in another order than entries: reading them takes as long as reading records.

#include "heddle/kernels/cpu/float_sums.h"
#include "heddle/kernels/cpu/gather_cost.h"
#include "heddle/kernels/cpu/group_records.h"
#include "heddle/kernels/cpu/kept_dispatch.h"
#include "heddle/kernels/cpu/kept_records.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/simd_support.h"
#include "heddle/kernels/cpu/stack_sums.h"
#include "heddle/ops/spmm_quantized.h"
#include "heddle/ops/spmm_topk.h"

#include <algorithm>
#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "heddle/kernels/cpu/spmm_topk_csr_groups_simd.cc"
// The order of these matters.
// clang-format off
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/cache_control.h"
#include "hwy/highway.h"
#include "heddle/kernels/cpu/code_rows_simd.h"
#include "heddle/kernels/cpu/element_simd.h"
#include "heddle/kernels/cpu/group_sums_simd.h"
// clang-format on

#ifndef HEDDLE_KERNELS_CPU_GROUP_SUM_CALL
#define HEDDLE_KERNELS_CPU_GROUP_SUM_CALL
namespace heddle::cpu {
namespace {

// What all tasks of one run share.
struct GroupSumCall : FloatSums {
  OperandView rows, positions;
  OperandView row_scales;  // which the records hold
  GroupShape shape;
  std::byte* records;
};

}  // namespace
}  // namespace heddle::cpu
#endif

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {
namespace {

using PlaceTag = hn::Rebind<int32_t, FloatTag>;

// kLanes groups of a record from `group` on.
struct GroupVector {
  FloatVec values;
  hn::Vec<PlaceTag> places;
};

HWY_INLINE FloatVec load_values(const int8_t* from) {
  return codes_to_floats(hn::LoadU(CodeTag(), from));
}
HWY_INLINE FloatVec load_values(const Bf16* from) { return load_floats(from); }
HWY_INLINE FloatVec load_values(const float* from) { return load_floats(from); }

template <class Value>
HWY_INLINE GroupVector load_groups(const GroupRecord<Value>& record, size_t group) {
  const hn::Rebind<uint8_t, FloatTag> bytes;
  auto places = hn::PromoteTo(PlaceTag(), hn::LoadU(bytes, record.places + group));
  if constexpr (std::is_same_v<Value, int8_t>) {
    places = hn::And(places, hn::Set(PlaceTag(), int32_t{kPlaceBits}));
  }
  return {load_values(record.values + group), places};
}

// Of the row that a record belongs to.
HWY_INLINE float scale_in(const GroupRecord<int8_t>& record) {
  const hn::CappedTag<int8_t, kGroupsPerRecord> tag;
  uint8_t bits[16] = {};
  for (size_t g = 0; g < kGroupsPerRecord; g += hn::Lanes(tag)) {
    const auto places = hn::LoadU(tag, reinterpret_cast<const int8_t*>(record.places) + g);
    hn::StoreMaskBits(tag, hn::Lt(places, hn::Zero(tag)), bits + g / 8);
  }
  float scale;
  std::memcpy(&scale, bits, sizeof(scale));
  return scale;
}

template <class Value, int width>
class GroupSum {
 public:
  explicit GroupSum(const GroupSumCall& call) : call_(call), records_(call.records, call.shape) {}

  void sum_rows(const RowTask& task) const {
    HWY_ALIGN float row_sums[kMaxStackSums];
    for_each_row(call_.a(), task, [&](int64_t row, int64_t begin, int64_t end) HWY_ATTR {
      float* sums = task.slot >= 0 ? call_.slots.of(task.slot) : row_sums;
      sum_row(begin, end, sums);
      if (task.slot < 0) finish(row, sums);
    });
  }

  void merge(const SplitRow& split) const { finish(split.row, call_.slots.merge(split)); }

 private:
  // Vectors of groups that fill the registers with accumulators.
  static constexpr size_t kParts = 8 / width;

  using Run = EdgeRun<std::byte>;

  void sum_row(int64_t begin, int64_t end, float* sums) const {
    std::fill_n(sums, call_.shape.padded_cols(), 0.0F);
    Run run;
    for (int64_t e = begin; e < end; e += run.count) {
      run.collect(call_.factors, e, end, [&](int64_t entry) HWY_ATTR {
        prefetch_coming(entry);
        return records_.row(call_.a().columns[entry]);
      });
      if (call_.row_scales.present()) multiply_by_scales(run);
      add_run(run, sums);
    }
  }

  static HWY_INLINE void multiply_by_scales(Run& run) {
    if constexpr (std::is_same_v<Value, int8_t>) {
      for (int64_t k = 0; k < run.count; ++k) {
        run.factors[k] *= scale_in(*reinterpret_cast<const GroupRecord<int8_t>*>(run.rows[k]));
      }
    }
  }

  HWY_INLINE void add_run(const Run& run, float* sums) const {
    for (int64_t block = 0; block < call_.shape.blocks(); ++block) {
      float* to = sums + block * width * kGroupsPerRecord;
      for (int64_t layer = 0; layer < call_.shape.layers; ++layer) {
        const int64_t offset = records_.offset(layer, block);
        for (size_t group = 0; group < kGroupsPerRecord; group += kParts * kLanes) {
          add_groups(run, offset, group, to + group);
        }
      }
    }
  }

  // kParts vectors of groups of one record per edge, from `group` on: to[place][group].
  HWY_NOINLINE void add_groups(const Run& run, int64_t offset, size_t group, float* to) const {
    const FloatTag tag;
    FloatVec sum[kParts][width];
    for_each_sum([&](auto part, auto p, size_t at)
                     HEDDLE_SIMD_LAMBDA { sum[part][p] = hn::Load(tag, to + at); });
    for (int64_t k = 0; k < run.count; ++k) {
      const auto& record = *reinterpret_cast<const GroupRecord<Value>*>(run.rows[k] + offset);
      const auto factor = hn::Set(tag, run.factors[k]);
      unroll<kParts>([&](auto part) HEDDLE_SIMD_LAMBDA {
        const GroupVector groups = load_groups(record, group + part * kLanes);
        add_values(hn::Mul(groups.values, factor), groups.places, sum[part]);
      });
    }
    for_each_sum([&](auto part, auto p, size_t at)
                     HEDDLE_SIMD_LAMBDA { hn::Store(sum[part][p], tag, to + at); });
  }

  // body(part, place, where its sums stand)
  template <class Body>
  static HWY_INLINE void for_each_sum(const Body& body) {
    unroll<kParts>([&](auto part) HEDDLE_SIMD_LAMBDA {
      unroll<width>(
          [&](auto p) HEDDLE_SIMD_LAMBDA { body(part, p, p * kGroupsPerRecord + part * kLanes); });
    });
  }

  static HWY_INLINE void add_values(FloatVec values, hn::Vec<PlaceTag> places,
                                    FloatVec (&sum)[width]) {
    unroll<width>([&](auto p) HEDDLE_SIMD_LAMBDA {
      const auto here = hn::Eq(places, hn::Set(PlaceTag(), static_cast<int32_t>(p)));
      sum[p] = hn::Add(sum[p], hn::IfThenElseZero(hn::RebindMask(FloatTag(), here), values));
    });
  }

  // Into the second-level cache early, into the first shortly before.
  HWY_INLINE void prefetch_coming(int64_t e) const {
    constexpr int64_t kFar = 48, kNear = 16;  // edges
    const int64_t last = call_.a().entries() - 1;
    const int64_t far = std::min(e + kFar, last);
    records_.template prefetch<2>(call_.a().columns[far]);
    call_.factors.prefetch(far);
    records_.prefetch(call_.a().columns[std::min(e + kNear, last)]);
  }

  void finish(int64_t row, const float* sums) const {
    write_group_sums<width>(call_.shape, sums, call_.scale_of_sum(row), call_.stream, call_.y, row);
  }

  const GroupSumCall& call_;
  GroupRecords<Value> records_;
};

template <class Body>
void with_group_sum(const GroupSumCall& call, const Body& body) {
  dispatch_value(call.rows.dtype, [&]<class Value>(Value) HWY_ATTR {
    call.shape.width == 8 ? body(GroupSum<Value, 8>(call)) : body(GroupSum<Value, 4>(call));
  });
}

void group_sum_task(const GroupSumCall& call, const RowTask& task) {
  with_group_sum(call, [&](const auto& sum) HWY_ATTR { sum.sum_rows(task); });
  if (call.stream) hwy::FlushStream();
}

void group_sum_merge(const GroupSumCall& call, const SplitRow& split) {
  with_group_sum(call, [&](const auto& sum) HWY_ATTR { sum.merge(split); });
  if (call.stream) hwy::FlushStream();
}

}  // namespace
}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heddle::cpu {
HWY_EXPORT(group_sum_task);
HWY_EXPORT(group_sum_merge);
namespace {

int64_t record_row_bytes(DType values, const GroupShape& shape) {
  int64_t bytes = 0;
  dispatch_value(values,
                 [&]<class Value>(Value) { bytes = GroupRecords<Value>::row_bytes(shape); });
  return bytes;
}

Support supports_groups(const KernelQuery& query, const Type& positions) {
  if (query.results[0].dtype == DType::kF64) return no("sums are f64");
  if (!is_record_group(positions.group)) return no("columns are not kept by groups of 8 or 4");
  if (GroupShape::of(positions).padded_cols() > kMaxStackSums) return too_many_stack_sums();
  return simd_support();
}

// A multiplication, then a comparison, a mask and an addition for every place of a group.
Cost cost_of(const KernelQuery& query, const HardwareProfile& hardware, const Type& positions) {
  const GroupShape shape = GroupShape::of(positions);
  const int64_t entries = query.operands[0].entries;
  const int64_t row_bytes = record_row_bytes(query.operands[1].dtype, shape);
  const int64_t records = positions.rows * row_bytes;
  double sequential = static_cast<double>(query.results[0].bytes() + records);
  for (const Type& operand : query.operands) sequential += static_cast<double>(operand.bytes());
  const double sums = static_cast<double>(entries * shape.layers * shape.padded_cols());
  return gather_cost(hardware,
                     {.rows = entries,
                      .row_bytes = row_bytes,
                      .matrix_bytes = records,
                      .sequential_bytes = sequential,
                      .flops = 8.0 * sums},
                     records + slots_bytes(entries, shape.padded_cols()));
}

void write_all_records(const KernelArgs& args, const GroupSumCall& call) {
  dispatch_value(call.rows.dtype, [&]<class Value>(Value) {
    const GroupRecords<Value> records(call.records, call.shape);
    if constexpr (std::is_same_v<Value, int8_t>) {
      write_code_records(args.threads, call.rows, call.positions, records, call.row_scales);
    } else {
      const auto rows = call.rows.matrix<const Value>();
      write_records(args.threads, call.positions, records,
                    [&](int64_t i, int64_t r) { return rows.row(i)[r]; });
    }
  });
}

void sum_groups(const KernelArgs& args, const OperandView& positions, const OperandView& weights,
                const OperandView& scales) {
  const AdjacencyView& a = *args.operands[0].adjacency;
  const OperandView& rows = args.operands[1];
  const GroupShape shape = GroupShape::of(positions, args.results[0].cols);
  const bool one_scale = scales.rows == 1;
  const EdgeFactors factors = {a, weights, one_scale ? scales : OperandView()};
  std::byte* slots = args.workspace + rows.rows * record_row_bytes(rows.dtype, shape);
  const GroupSumCall call = {FloatSums(args, factors, slots, shape.padded_cols()),
                             rows,
                             positions,
                             one_scale ? OperandView() : scales,
                             shape,
                             args.workspace};
  write_all_records(args, call);
  for_each_task(a, args.threads, [&](const RowTask& task) {
    HWY_DYNAMIC_DISPATCH(group_sum_task)(call, task);
  });
  for_each_split_row(a, args.threads, [&](const SplitRow& row) {
    HWY_DYNAMIC_DISPATCH(group_sum_merge)(call, row);
  });
}

Support supports(const KernelQuery& query) { return supports_groups(query, query.operands[2]); }
Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  return cost_of(query, hardware, query.operands[2]);
}
void run(const KernelArgs& args) { sum_groups(args, args.operands[2], args.operands[3], {}); }

Support supports_codes(const KernelQuery& query) {
  const Support factors = support_of_factors_on_edges(query);
  return factors.accepted() ? supports_groups(query, query.operands[3]) : factors;
}
Cost cost_of_codes(const KernelQuery& query, const HardwareProfile& hardware) {
  return cost_of(query, hardware, query.operands[3]);
}
void run_codes(const KernelArgs& args) {
  sum_groups(args, args.operands[3], args.operands[4], args.operands[2]);
}

}  // namespace

const Kernel kSpmmTopkCsrGroups = {
    .name = "spmm_topk_csr_cpu_groups",
    .op = &kSpmmTopk,
    .supports = supports,
    .cost = cost,
    .run = run,
};

const Kernel kSpmmTopkQuantizedCsrGroups = {
    .name = "spmm_topk_quantized_csr_cpu_groups",
    .op = &kSpmmTopkQuantized,
    .supports = supports_codes,
    .cost = cost_of_codes,
    .run = run_codes,
};

}  // namespace heddle::cpu
#endif  // HWY_ONCE
