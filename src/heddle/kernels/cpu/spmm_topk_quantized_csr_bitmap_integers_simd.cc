// spmm_topk_quantized, CSR, CPU, of columns anywhere, unweighted, one scale for all rows:
//
//   y[i, p[j, r]] += c_i s codes[j, r]      over edges (i <- j), r < K
//
// Integers all the way: the sums are exact, whatever their order. Codes and a bitmap of their
// columns lie in records (bitmap_records.h). Eight columns at a time, the bitmap looks up the
// shuffle that brings the next codes to their columns and makes the others 0; how many bits were
// set says where the codes of the next eight begin. No branch depends on the columns. Bytes of two
// edges are interleaved and added into 16 bits, enough for 192 edges; then sums go to f32, up to
// 2^24 exactly. Factors of senders are as in spmm_topk_quantized_csr_cpu_group_integers.
//
// Weak where few columns are kept: an edge takes as long as if all were.

#include "heddle/kernels/cpu/bitmap_integers.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/result_row.h"
#include "heddle/kernels/cpu/stack_sums.h"
#include "heddle/ops/spmm_quantized.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "heddle/kernels/cpu/spmm_topk_quantized_csr_bitmap_integers_simd.cc"
// The order of these matters.
// clang-format off
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/cache_control.h"
#include "hwy/highway.h"
#include "heddle/kernels/cpu/byte_products_simd.h"
#include "heddle/kernels/cpu/element_simd.h"
// clang-format on

#ifndef HEDDLE_KERNELS_CPU_BITMAP_INTEGERS_CALL
#define HEDDLE_KERNELS_CPU_BITMAP_INTEGERS_CALL
namespace heddle::cpu {
namespace {

// Edges whose codes are added together: sums are loaded and stored once for all of them.
constexpr size_t kBitmapEdges = 4;

}  // namespace
}  // namespace heddle::cpu
#endif

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {
namespace {

using SixteenTag = hn::FixedTag<uint8_t, 16>;
using EightTag = hn::FixedTag<uint8_t, 8>;
constexpr size_t kBitmapPart = std::min<size_t>(HWY_MAX_BYTES, 32);  // columns of a ByteVec

// The codes and the bitmap of one edge, on the way through its columns.
struct BitmapCursor {
  const uint8_t *codes, *bitmap;
};

// Codes at the 16 columns of two bytes of the bitmap, a byte each.
HWY_INLINE hn::Vec<SixteenTag> expand_sixteen(BitmapCursor& at, size_t byte) {
  const EightTag eight;
  const auto both = [&](const uint8_t* lower, const uint8_t* upper) HEDDLE_SIMD_LAMBDA {
    return hn::Combine(SixteenTag(), hn::LoadU(eight, upper), hn::LoadU(eight, lower));
  };
  const uint32_t lower = at.bitmap[byte], upper = at.bitmap[byte + 1];
  const uint8_t* middle = at.codes + __builtin_popcount(lower);
  const auto codes = both(at.codes, middle);
  at.codes = middle + __builtin_popcount(upper);
  return hn::TableLookupBytesOr0(
      codes, both(kBitmapLanes.lower[lower].data(), kBitmapLanes.upper[upper].data()));
}

HWY_INLINE ByteVec expand_part(BitmapCursor& at, size_t byte) {
#if HWY_MAX_BYTES < 32
  return expand_sixteen(at, byte);
#else
  const auto lower = expand_sixteen(at, byte);
  return hn::Combine(ByteTag(), expand_sixteen(at, byte + 2), lower);
#endif
}

// Sums in 16 bits lie as interleaving leaves them: the lower vector of a part, then the upper one.
// Not inlined: pointers of four edges take all the registers there are.
HWY_NOINLINE void add_bitmap_edges(const BitmapCursor (&edges)[kBitmapEdges], size_t cols,
                                   int16_t* sums) {
  const ByteTag bytes;
  const PairSumTag tag;
  const auto ones = hn::Set(bytes, 1);
  BitmapCursor at[kBitmapEdges];
  unroll<kBitmapEdges>([&](auto k) HEDDLE_SIMD_LAMBDA { at[k] = edges[k]; });
  for (size_t byte = 0; byte < cols / 8; byte += kBitmapPart / 8) {
    int16_t* to = sums + 8 * byte;
    auto lower = hn::Load(tag, to), upper = hn::Load(tag, to + kBitmapPart / 2);
    unroll<kBitmapEdges / 2>([&](auto pair) HEDDLE_SIMD_LAMBDA {
      const auto a = expand_part(at[2 * pair], byte), b = expand_part(at[2 * pair + 1], byte);
      const auto sum = [&](ByteVec two) HEDDLE_SIMD_LAMBDA {
        return add_byte_products(ones, hn::BitCast(SignedByteTag(), two));
      };
      lower = hn::Add(lower, sum(hn::InterleaveLower(bytes, a, b)));
      upper = hn::Add(upper, sum(hn::InterleaveUpper(bytes, a, b)));
    });
    hn::Store(lower, tag, to);
    hn::Store(upper, tag, to + kBitmapPart / 2);
  }
}

class BitmapSum {
 public:
  explicit BitmapSum(const BitmapIntegers& call) : call_(call), cols_(call.padded_cols()) {}

  void sum_rows(const RowTask& task) const {
    HWY_ALIGN float row_sums[kMaxStackSums];
    for_each_row(call_.a, task, [&](int64_t row, int64_t begin, int64_t end) HWY_ATTR {
      float* sums = task.slot >= 0 ? call_.slots.of(task.slot) : row_sums;
      std::fill_n(sums, cols_, 0.0F);
      for (int64_t e = begin; e < end;) {
        const ClassRuns runs(call_.edges, e, end);
        sum_edges(e, runs, sums);
        e = runs.edges_end();
      }
      if (task.slot < 0) finish(row, sums);
    });
  }

  void merge(const SplitRow& split) const { finish(split.row, call_.slots.merge(split)); }

 private:
  void sum_edges(int64_t begin, const ClassRuns& runs, float* sums) const {
    HWY_ALIGN int16_t words[kMaxStackSums];
    std::fill_n(words, cols_, int16_t{0});
    int64_t first = begin;
    for (const ClassRuns::Run& run : runs) {
      if (run.shift > 0) divide(run, words);
      add_run(first, run.end, words);
      first = run.end;
    }
    for (int64_t c = 0; c < cols_; c += kBitmapPart) {
      flush_part(words + c, runs.factor(), sums + c);
    }
  }

  // All sums, see ClassRuns.
  void divide(const ClassRuns::Run& run, int16_t* words) const {
    const PairSumTag tag;
    const auto below = hn::Set(tag, static_cast<int16_t>((1 << run.shift) - 1));
    const auto rounding = hn::And(hn::Iota(tag, run.dither), below);
    for (int64_t c = 0; c < cols_; c += kBitmapPart / 2) {
      hn::Store(hn::ShiftRightSame(hn::Add(hn::Load(tag, words + c), rounding), run.shift), tag,
                words + c);
    }
  }

  void add_run(int64_t begin, int64_t end, int16_t* words) const {
    for (int64_t e = begin; e < end; e += kBitmapEdges) {
      BitmapCursor edges[kBitmapEdges];
      unroll<kBitmapEdges>([&](auto k) HEDDLE_SIMD_LAMBDA {
        const int64_t entry = e + static_cast<int64_t>(k);
        prefetch_coming(entry);
        edges[k] = entry < end ? cursor(call_.edges.sender(entry)) : no_cursor();
      });
      add_bitmap_edges(edges, static_cast<size_t>(cols_), words);
    }
  }

  HWY_INLINE BitmapCursor cursor(int64_t row) const {
    return {reinterpret_cast<const uint8_t*>(call_.records.values(row)), call_.records.bitmap(row)};
  }
  // Behind the last edge: no column is kept.
  static HWY_INLINE BitmapCursor no_cursor() {
    static constexpr uint8_t kNothing[kMaxStackSums / 8] = {};
    return {kNothing, kNothing};
  }

  HWY_INLINE void prefetch_coming(int64_t e) const {
    constexpr int64_t kAhead = 32;  // edges
    call_.records.prefetch(call_.edges.sender(std::min(e + kAhead, call_.a.entries() - 1)));
  }

  // Interleaving stays inside 16 bytes: the lower vector has columns 0 to 7 of every 16.
  static HWY_INLINE void flush_part(const int16_t* words, float factor, float* sums) {
    using Tag = hn::CappedTag<float, 8>;
    constexpr size_t kRun = 8, kHalf = kBitmapPart / 2;
    const Tag tag;
    for (size_t i = 0; i < kBitmapPart; i += hn::Lanes(tag)) {
      const size_t run = i / kRun;  // of columns
      const int16_t* from = words + run % 2 * kHalf + run / 2 * kRun + i % kRun;
      const auto integers =
          hn::PromoteTo(hn::Rebind<int32_t, Tag>(), hn::Load(hn::Rebind<int16_t, Tag>(), from));
      const auto value = hn::Mul(hn::ConvertTo(tag, integers), hn::Set(tag, factor));
      hn::Store(hn::Add(hn::Load(tag, sums + i), value), tag, sums + i);
    }
  }

  void finish(int64_t row, const float* sums) const {
    const auto scale = hn::Set(FloatTag(), call_.scale_of(row));
    const auto cols = static_cast<size_t>(call_.y.cols);
    with_result_row(call_.y, row, [&](auto* to) HWY_ATTR {
      for (size_t c = 0; c < cols; c += kLanes) {
        const auto value = hn::Mul(hn::Load(FloatTag(), sums + c), scale);
        store(value, std::min(cols - c, kLanes), to + c);
      }
    });
  }

  HWY_INLINE void store(FloatVec value, size_t count, float* to) const {
    call_.stream ? hn::Stream(value, FloatTag(), to) : store_floats(value, to, count);
  }
  HWY_INLINE void store(FloatVec value, size_t count, Bf16* to) const {
    store_floats(value, to, count);
  }

  const BitmapIntegers& call_;
  int64_t cols_;
};

void bitmap_integers_task(const BitmapIntegers& call, const RowTask& task) {
  BitmapSum(call).sum_rows(task);
  if (call.stream) hwy::FlushStream();
}

void bitmap_integers_merge(const BitmapIntegers& call, const SplitRow& split) {
  BitmapSum(call).merge(split);
  if (call.stream) hwy::FlushStream();
}

}  // namespace
}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heddle::cpu {
HWY_EXPORT(bitmap_integers_task);
HWY_EXPORT(bitmap_integers_merge);
namespace {

// Of a block of 64 columns and an edge: 48 to bring the codes to their columns, 8 to add them.
constexpr double kOpsPerBlock = 56;

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const double blocks = bitmap_sums(query) / static_cast<double>(kBitmapBlock);
  return bitmap_integers_cost(query, hardware, {.scalar_ops = kOpsPerBlock * blocks});
}

void run(const KernelArgs& args) {
  const BitmapIntegers call(args);
  for_each_task(call.a, args.threads, [&](const RowTask& task) {
    HWY_DYNAMIC_DISPATCH(bitmap_integers_task)(call, task);
  });
  for_each_split_row(call.a, args.threads, [&](const SplitRow& row) {
    HWY_DYNAMIC_DISPATCH(bitmap_integers_merge)(call, row);
  });
}

}  // namespace

const Kernel kSpmmTopkQuantizedCsrBitmapIntegers = {
    .name = "spmm_topk_quantized_csr_cpu_bitmap_integers",
    .op = &kSpmmTopkQuantized,
    .supports = support_of_bitmap_integers,
    .cost = cost,
    .run = run,
};

}  // namespace heddle::cpu
#endif  // HWY_ONCE
