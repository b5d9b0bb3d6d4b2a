// maxk, dense rows, f32 and bf16: keeps the k largest values of every row or group of columns.
//
// Each number becomes an integer of the same order, a key. The k-th largest key is found by
// bisection between the smallest and the largest: a step counts how many are not below the middle,
// and the search ends as soon as exactly k are. The middle lies between the numbers, not between
// their keys: numbers that are spread like a bell take six to nine steps, keys twice as many, since
// half of the keys belong to numbers next to zero. No row is sorted.
//
// Weak where many values are equal (the search goes on to neighbouring keys, and the lowest columns
// among equals are picked one by one), and for groups of few columns.
//
// Source of the bisection: RTopK (Xie et al. 2025).

#include "heddle/kernels/cpu/bisection.h"
#include "heddle/kernels/cpu/blocks.h"
#include "heddle/kernels/cpu/kept_dispatch.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/maxk_cost.h"
#include "heddle/kernels/cpu/write_kept.h"
#include "heddle/ops/maxk.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "heddle/kernels/cpu/maxk_dense_simd.cc"
// The order of these matters.
// clang-format off
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "heddle/kernels/cpu/ordered_keys_simd.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {
namespace {

// Columns whose choice is one word of bits; groups are filled up to whole words.
constexpr size_t kWordColumns = 64;

// The columns of one group as keys.
class GroupKeys {
 public:
  template <class T>
  HWY_INLINE void assign(const T* group, size_t width) {
    width_ = width;
    padded_ = (width + kWordColumns - 1) / kWordColumns * kWordColumns;
    store_keys(group, width, keys_);
    std::fill(keys_ + width, keys_ + padded_, kNoKey);
  }

  // Writes the columns of the `kept` largest, ascending, counted from `first`.
  HWY_NOINLINE void select(size_t kept, int32_t first, int32_t* columns) const {
    KeyBounds bounds = smallest_and_largest();
    if (kept == width_) return write_from(bounds.low, first, columns);
    for (int step = 0; bounds.low < bounds.high; ++step) {
      const int32_t middle = middle_of(bounds, step);
      const size_t count = count_from(middle);
      if (count == kept) return write_from(middle, first, columns);
      if (count > kept) {
        bounds.low = middle;
      } else {
        bounds.high = middle - 1;
      }
    }
    write_with_ties(bounds.low, kept, first, columns);
  }

 private:
  HWY_INLINE KeyBounds smallest_and_largest() const {
    const KeyTag tag;
    const auto nothing = hn::Set(tag, kNoKey),
               most = hn::Set(tag, std::numeric_limits<int32_t>::max());
    auto low = most, high = nothing;
    for (size_t c = 0; c < padded_; c += kLanes) {
      const auto keys = hn::Load(tag, keys_ + c);
      low = hn::Min(low, hn::IfThenElse(hn::Eq(keys, nothing), most, keys));
      high = hn::Max(high, keys);
    }
    return {hn::GetLane(hn::MinOfLanes(tag, low)), hn::GetLane(hn::MaxOfLanes(tag, high))};
  }

  // How many keys are not below `least`, which is above kNoKey. Two sums, so that additions do not
  // wait for each other.
  HWY_INLINE size_t count_from(int32_t least) const {
    const KeyTag tag;
    const auto below = hn::Set(tag, least - 1);
    auto even = hn::Zero(tag), odd = hn::Zero(tag);
    for (size_t c = 0; c < padded_; c += 2 * kLanes) {
      even = hn::Sub(even, hn::VecFromMask(tag, hn::Gt(hn::Load(tag, keys_ + c), below)));
      odd = hn::Sub(odd, hn::VecFromMask(tag, hn::Gt(hn::Load(tag, keys_ + c + kLanes), below)));
    }
    return static_cast<size_t>(hn::GetLane(hn::SumOfLanes(tag, hn::Add(even, odd))));
  }

  HWY_INLINE void write_from(int32_t least, int32_t first, int32_t* columns) const {
    for (size_t word = 0; word < padded_; word += kWordColumns) {
      const int32_t here = first + static_cast<int32_t>(word);
      for (uint64_t bits = bits_from(keys_ + word, least); bits != 0; bits &= bits - 1) {
        *columns++ = here + std::countr_zero(bits);
      }
    }
  }

  // Bit k: key k of a word is not below `least`. CompressStore would need a masked store of AVX2
  // for each vector, some dozen cycles on AMD's cores.
  static HWY_INLINE uint64_t bits_from(const int32_t* keys, int32_t least) {
    uint64_t bits = 0;
    if constexpr (kLanes % 8 == 0) {
      const KeyTag tag;
      const auto below = hn::Set(tag, least - 1);
      uint8_t bytes[2 * sizeof(bits)];  // a vector may write eight at once
      for (size_t k = 0; k < kWordColumns; k += kLanes) {
        hn::StoreMaskBits(tag, hn::Gt(hn::Load(tag, keys + k), below), bytes + k / 8);
      }
      std::memcpy(&bits, bytes, sizeof(bits));
    } else {
      for (size_t k = 0; k < kWordColumns; ++k) bits |= uint64_t{keys[k] >= least} << k;
    }
    return bits;
  }

  // What is above `bound`, and as many equal to it as are missing, the lowest columns first.
  HWY_NOINLINE void write_with_ties(int32_t bound, size_t kept, int32_t first,
                                    int32_t* columns) const {
    size_t equals = kept;
    for (size_t c = 0; c < width_; ++c) equals -= keys_[c] > bound ? 1 : 0;
    for (size_t c = 0; c < width_; ++c) {
      if (keys_[c] < bound || (keys_[c] == bound && equals == 0)) continue;
      if (keys_[c] == bound) --equals;
      *columns++ = first + static_cast<int32_t>(c);
    }
  }

  size_t width_ = 0, padded_ = 0;
  HWY_ALIGN int32_t keys_[kMaxkCols];
};

template <class T, class Position>
void keep_rows(const KernelArgs& args, const Block& block) {
  const auto x = args.operands[0].matrix<const T>();
  const auto values = args.results[0].matrix<T>();
  const auto positions = args.results[1].matrix<Position>();
  const bool rectify = args.attributes->flag("rectify");
  const auto [width, kept] = maxk_group(x.cols, values.cols, args.attributes->integer("group"));
  const int64_t groups = x.cols / width;
  GroupKeys keys;
  int32_t columns[kMaxkCols];
  for (int64_t i = block.row_begin; i < block.row_end; ++i) {
    for (int64_t g = 0; g < groups; ++g) {
      keys.assign(x.row(i) + g * width, static_cast<size_t>(width));
      keys.select(static_cast<size_t>(kept), static_cast<int32_t>(g * width), columns + g * kept);
    }
    write_kept(x.row(i), columns, rectify, values, positions, i);
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

// Of one number: its key, a comparison in each step of the bisection, and what waits for its count.
constexpr double kOpsPerElement = 140;
constexpr int64_t kColumnsAtOnce = 64;

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const auto [width, kept] =
      maxk_group(query.operands[0].cols, query.results[0].cols, query.attributes.integer("group"));
  const int64_t padded = (width + kColumnsAtOnce - 1) / kColumnsAtOnce * kColumnsAtOnce;
  const double filled = static_cast<double>(width) / static_cast<double>(padded);
  return maxk_cost(query, hardware, kOpsPerElement / filled);
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
    .supports = supports_maxk,
    .cost = cost,
    .run = run,
};

}  // namespace heddle::cpu
#endif  // HWY_ONCE
