// Products of unsigned and signed bytes, two neighbours added into 16 bits.
//
// Included once per instruction set, after hwy/highway.h, by files called *_simd.cc.

#include <cstdint>

#if defined(HEDDLE_KERNELS_CPU_BYTE_PRODUCTS_SIMD_H) == defined(HWY_TARGET_TOGGLE)
#ifdef HEDDLE_KERNELS_CPU_BYTE_PRODUCTS_SIMD_H
#undef HEDDLE_KERNELS_CPU_BYTE_PRODUCTS_SIMD_H
#else
#define HEDDLE_KERNELS_CPU_BYTE_PRODUCTS_SIMD_H
#endif

#include "heddle/kernels/cpu/row_tile_simd.h"

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {

using ByteTag = hn::CappedTag<uint8_t, 32>;
using SignedByteTag = hn::RebindToSigned<ByteTag>;
using PairSumTag = hn::Repartition<int16_t, ByteTag>;
using ByteVec = hn::Vec<ByteTag>;
using SignedByteVec = hn::Vec<SignedByteTag>;
using PairSumVec = hn::Vec<PairSumTag>;

// a[2 i] * b[2 i] + a[2 i + 1] * b[2 i + 1], which must fit 16 bits.
HWY_INLINE PairSumVec add_byte_products(ByteVec a, SignedByteVec b) {
#if HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3
  return PairSumVec{_mm256_maddubs_epi16(a.raw, b.raw)};
#else
  const PairSumTag tag;
  const auto x = hn::BitCast(tag, a), y = hn::BitCast(tag, b);
  const auto even = hn::Mul(hn::And(x, hn::Set(tag, 0xff)), hn::ShiftRight<8>(hn::ShiftLeft<8>(y)));
  const hn::RebindToUnsigned<PairSumTag> words;
  const auto high = hn::BitCast(tag, hn::ShiftRight<8>(hn::BitCast(words, x)));
  return hn::Add(even, hn::Mul(high, hn::ShiftRight<8>(y)));
#endif
}

}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HEDDLE_KERNELS_CPU_BYTE_PRODUCTS_SIMD_H
