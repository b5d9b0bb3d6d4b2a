// Rows of codes as vectors of floats. Included once per instruction set, after hwy/highway.h, by
// files called *_simd.cc.

#include "heddle/base/codes.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#if defined(HEDDLE_KERNELS_CPU_CODE_ROWS_SIMD_H) == defined(HWY_TARGET_TOGGLE)
#ifdef HEDDLE_KERNELS_CPU_CODE_ROWS_SIMD_H
#undef HEDDLE_KERNELS_CPU_CODE_ROWS_SIMD_H
#else
#define HEDDLE_KERNELS_CPU_CODE_ROWS_SIMD_H
#endif

#include "heddle/kernels/cpu/row_tile_simd.h"

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {

using CodeTag = hn::Rebind<int8_t, FloatTag>;  // kLanes codes of a byte each

HWY_INLINE FloatVec codes_to_floats(hn::Vec<CodeTag> codes) {
  return hn::ConvertTo(FloatTag(), hn::PromoteTo(hn::Rebind<int32_t, FloatTag>(), codes));
}

// Calls body(k, vector k) for a tile of N vectors over `columns` codes of a byte each.
template <size_t N, class Body>
HWY_INLINE void for_each_vector(const int8_t* row, size_t columns, const Body& body) {
  const CodeTag tag;
  unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA {
    const int8_t* from = row + k * kLanes;
    body(k, codes_to_floats(k + 1 < N ? hn::LoadU(tag, from)
                                      : load_first(tag, from, columns - k * kLanes)));
  });
}

// 16 bytes of packed codes as one byte each, shifted left as far as they go: times 16 for 4 bits,
// times 64 for 2 bits.
using PackedCodesTag = hn::FixedTag<uint8_t, 16>;

template <int bits>
HWY_INLINE void unpack_block(hn::Vec<PackedCodesTag> packed, uint8_t* to) {
  const PackedCodesTag tag;
  const hn::Repartition<uint16_t, PackedCodesTag> pairs;
  const auto shifted = [&](auto by) HEDDLE_SIMD_LAMBDA {
    const auto top = hn::Set(tag, static_cast<uint8_t>(0xff << (8 - bits)));
    return hn::And(hn::BitCast(tag, hn::ShiftLeft<by>(hn::BitCast(pairs, packed))), top);
  };
  const auto code = [&](auto k) HEDDLE_SIMD_LAMBDA {
    return shifted(std::integral_constant<int, 8 - bits*(k + 1)>{});
  };
  using std::integral_constant;
  const auto first = code(integral_constant<int, 0>{}), second = code(integral_constant<int, 1>{});
  if constexpr (bits == 4) {
    hn::Store(hn::InterleaveLower(tag, first, second), tag, to);
    hn::Store(hn::InterleaveUpper(tag, first, second), tag, to + 16);
  } else {
    const auto third = code(integral_constant<int, 2>{}),
               fourth = code(integral_constant<int, 3>{});
    const auto low = [&](auto a, auto b) HEDDLE_SIMD_LAMBDA {
      return hn::BitCast(pairs, hn::InterleaveLower(tag, a, b));
    };
    const auto high = [&](auto a, auto b) HEDDLE_SIMD_LAMBDA {
      return hn::BitCast(pairs, hn::InterleaveUpper(tag, a, b));
    };
    const auto store = [&](auto a, auto b, uint8_t* place) HEDDLE_SIMD_LAMBDA {
      hn::Store(hn::BitCast(tag, hn::InterleaveLower(pairs, a, b)), tag, place);
      hn::Store(hn::BitCast(tag, hn::InterleaveUpper(pairs, a, b)), tag, place + 16);
    };
    store(low(first, second), low(third, fourth), to);
    store(high(first, second), high(third, fourth), to + 32);
  }
}

constexpr size_t kPackedBlock = 16;  // bytes
template <int bits>
constexpr size_t kCodesPerBlock = kPackedBlock * 8 / bits;
// Room for the codes of a tile: with vectors of 16 bytes a block of 2 bits holds more than that.
template <int bits>
constexpr size_t kUnpackedBytes = std::max(kMaxVectors* kLanes, kCodesPerBlock<bits>);

// Unpacks `bytes` bytes, in whole blocks: `to` has room for the codes of the last one too.
template <int bits>
HWY_INLINE void unpack_codes(const int8_t* row, size_t bytes, int8_t* to) {
  const PackedCodesTag tag;
  const auto* from = reinterpret_cast<const uint8_t*>(row);
  auto* place = reinterpret_cast<uint8_t*>(to);
  for (size_t b = 0; b < bytes; b += kPackedBlock, place += kCodesPerBlock<bits>) {
    const size_t rest = bytes - b;
    unpack_block<bits>(
        rest >= kPackedBlock ? hn::LoadU(tag, from + b) : load_first(tag, from + b, rest), place);
  }
}
// Turns an unpacked code into the code; 1 for 8 bits.
template <int bits>
constexpr float kUnpackedFactor = 1.0F / static_cast<float>(1 << (8 - bits));

}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HEDDLE_KERNELS_CPU_CODE_ROWS_SIMD_H
