// maxk, dense rows, f32 and bf16: keeps the k largest values of every row or group of columns.
//
// Each number becomes an integer of the same order. In wide groups the k-th largest is found by
// bisection between the smallest and the largest one: a step counts how many are not below the
// middle, and the search ends as soon as exactly k are, after six to eight steps for numbers that
// are spread like a bell; no row is sorted. Narrow groups keep their k largest in a short sorted
// list.
//
// Weak where many values are equal (the search goes on to the last bit, and the lowest columns
// among equals are picked one by one).
//
// Source of the bisection: RTopK (Xie et al. 2025).

#include "heddle/kernels/cpu/blocks.h"
#include "heddle/kernels/cpu/dense_cost.h"
#include "heddle/kernels/cpu/kept_dispatch.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/ops/maxk.h"

#include <algorithm>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "heddle/kernels/cpu/maxk_dense_simd.cc"
// The order of these matters.
// clang-format off
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "heddle/kernels/cpu/element_simd.h"
// clang-format on

#ifndef HEDDLE_KERNELS_CPU_MAXK_LIMITS
#define HEDDLE_KERNELS_CPU_MAXK_LIMITS
namespace heddle::cpu {
namespace {

// A row of keys and one of columns stand on the stack.
constexpr int64_t kMaxCols = 4096;
// Up to so many columns a group is scanned one by one.
constexpr int64_t kNarrowGroup = 32;

// Below every number, even -infinity.
constexpr int32_t kNanKey = std::numeric_limits<int32_t>::min() + 1;

}  // namespace
}  // namespace heddle::cpu
#endif

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {
namespace {

using KeyTag = hn::RebindToSigned<FloatTag>;

// Integers in the order of floats; -0 as 0.
HWY_INLINE hn::Vec<KeyTag> key_of(FloatVec value) {
  const KeyTag tag;
  const auto bits = hn::BitCast(tag, hn::Add(value, hn::Zero(FloatTag())));
  const auto flipped = hn::And(hn::BroadcastSignBit(bits), hn::Set(tag, 0x7fffffff));
  const auto is_nan = hn::RebindMask(tag, hn::IsNaN(value));
  return hn::IfThenElse(is_nan, hn::Set(tag, kNanKey), hn::Xor(bits, flipped));
}

// A row of numbers as keys, with room for the last vector.
class RowKeys {
 public:
  template <class T>
  HWY_INLINE void assign(const T* row, size_t cols) {
    const KeyTag tag;
    size_t c = 0;
    for (; c + kLanes <= cols; c += kLanes) hn::Store(key_of(load_floats(row + c)), tag, keys_ + c);
    if (c < cols) hn::Store(key_of(load_floats(row + c, cols - c)), tag, keys_ + c);
  }

  // Writes the columns of the `kept` largest of [begin, end), ascending.
  HWY_INLINE void select(size_t begin, size_t end, size_t kept, int32_t* columns) const {
    if (end - begin <= static_cast<size_t>(kNarrowGroup)) {
      select_narrow(begin, end, kept, columns);
    } else {
      select_wide(begin, end, kept, columns);
    }
  }

 private:
  // A list of the largest so far, largest first; of equals the first one stays in front.
  HWY_NOINLINE void select_narrow(size_t begin, size_t end, size_t kept, int32_t* columns) const {
    size_t found = 0;
    for (size_t c = begin; c < end; ++c) {
      if (found == kept && !(keys_[c] > keys_[columns[kept - 1]])) continue;
      size_t place = found < kept ? found++ : kept - 1;
      for (; place > 0 && keys_[c] > keys_[columns[place - 1]]; --place) {
        columns[place] = columns[place - 1];
      }
      columns[place] = static_cast<int32_t>(c);
    }
    std::sort(columns, columns + kept);
  }

  HWY_NOINLINE void select_wide(size_t begin, size_t end, size_t kept, int32_t* columns) const {
    int64_t low = *std::min_element(keys_ + begin, keys_ + end);
    int64_t high = *std::max_element(keys_ + begin, keys_ + end);
    // At least `kept` keys are not below `low`, fewer than `kept` are above `high`.
    while (low < high) {
      const int64_t middle = low + (high - low + 1) / 2;
      const size_t count = count_from(begin, end, static_cast<int32_t>(middle));
      if (count == kept) return write_from(begin, end, static_cast<int32_t>(middle), columns);
      if (count > kept) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    write_with_ties(begin, end, static_cast<int32_t>(low), kept, columns);
  }

  // How many keys of [begin, end) are not below `least`.
  HWY_INLINE size_t count_from(size_t begin, size_t end, int32_t least) const {
    const KeyTag tag;
    const auto bound = hn::Set(tag, least);
    auto counts = hn::Zero(tag);
    size_t c = begin;
    for (; c + kLanes <= end; c += kLanes) {
      const auto below = hn::Lt(hn::LoadU(tag, keys_ + c), bound);
      counts = hn::Add(counts, hn::IfThenZeroElse(below, hn::Set(tag, 1)));
    }
    auto count = static_cast<size_t>(hn::GetLane(hn::SumOfLanes(tag, counts)));
    for (; c < end; ++c) count += keys_[c] >= least ? 1 : 0;
    return count;
  }

  // `columns` has room for a vector more than there are.
  HWY_INLINE void write_from(size_t begin, size_t end, int32_t least, int32_t* columns) const {
    const KeyTag tag;
    const auto bound = hn::Set(tag, least);
    size_t c = begin;
    for (; c + kLanes <= end; c += kLanes) {
      const auto kept = hn::Not(hn::Lt(hn::LoadU(tag, keys_ + c), bound));
      const auto here = hn::Iota(tag, static_cast<int32_t>(c));
      columns += hn::CompressStore(here, kept, tag, columns);
    }
    for (; c < end; ++c) {
      if (keys_[c] >= least) *columns++ = static_cast<int32_t>(c);
    }
  }

  // What is above `bound`, and as many equal to it as are missing, the lowest columns first.
  HWY_NOINLINE void write_with_ties(size_t begin, size_t end, int32_t bound, size_t kept,
                                    int32_t* columns) const {
    size_t equals = kept;
    for (size_t c = begin; c < end; ++c) equals -= keys_[c] > bound ? 1 : 0;
    for (size_t c = begin; c < end; ++c) {
      if (keys_[c] < bound || (keys_[c] == bound && equals == 0)) continue;
      if (keys_[c] == bound) --equals;
      *columns++ = static_cast<int32_t>(c);
    }
  }

  HWY_ALIGN int32_t keys_[kMaxCols + 64];
};

template <class T, class Position>
void keep_rows(const KernelArgs& args, const Block& block) {
  const auto x = args.operands[0].matrix<const T>();
  const auto values = args.results[0].matrix<T>();
  const auto positions = args.results[1].matrix<Position>();
  const bool rectify = args.attributes->flag("rectify");
  const auto group = static_cast<size_t>(args.attributes->integer("group"));
  const auto cols = static_cast<size_t>(x.cols), all_kept = static_cast<size_t>(values.cols);
  const size_t width = group == 0 ? cols : group;
  const size_t kept = all_kept / (cols / width);
  RowKeys keys;
  int32_t columns[kMaxCols + 64];
  for (int64_t i = block.row_begin; i < block.row_end; ++i) {
    keys.assign(x.row(i), cols);
    for (size_t g = 0; g * width < cols; ++g) {
      keys.select(g * width, (g + 1) * width, kept, columns + g * kept);
    }
    for (size_t r = 0; r < all_kept; ++r) {
      const T value = x.row(i)[columns[r]];
      values.row(i)[r] = rectify && static_cast<float>(value) < 0 ? T(0.0F) : value;
      positions.row(i)[r] = static_cast<Position>(columns[r]);
    }
  }
}

void maxk_block(const KernelArgs& args, const Block& block) {
  dispatch_kept(args.results[0], args.results[1],
                [&]<class T, class Position>(T, Position) { keep_rows<T, Position>(args, block); });
}

}  // namespace
}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heddle::cpu {
HWY_EXPORT(maxk_block);
namespace {

// Of one number: its key, and a comparison in each step of the bisection.
constexpr double kOpsPerElement = 16;

Support supports(const KernelQuery& query) {
  if (query.operands[0].cols > kMaxCols) return no("rows have more than 4,096 columns");
  if (query.results[0].cols == 0) return no("nothing is kept");
  return supports_f32_and_bf16(query);
}

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const double ops = kOpsPerElement * static_cast<double>(query.operands[0].elements());
  return {.seconds = std::max(query.work().bytes / hardware.sequential_bytes_per_second,
                              ops / hardware.f32_flops) +
                     hardware.seconds_per_launch,
          .workspace_bytes = 0};
}

void run(const KernelArgs& args) {
  for_each_row_block(args, [&](const Block& block) {
    HWY_DYNAMIC_DISPATCH(maxk_block)(args, block);
  });
}

}  // namespace

const Kernel kMaxkDense = {
    .name = "maxk_dense_cpu_bisection",
    .op = &kMaxk,
    .supports = supports,
    .cost = cost,
    .run = run,
};

}  // namespace heddle::cpu
#endif  // HWY_ONCE
