// The activation of an epilogue, on a tile. Included once per instruction set, after hwy/highway.h,
// by files called *_simd.cc.

#include "heddle/ops/activation.h"

#if defined(HEDDLE_KERNELS_CPU_ACTIVATE_SIMD_H) == defined(HWY_TARGET_TOGGLE)
#ifdef HEDDLE_KERNELS_CPU_ACTIVATE_SIMD_H
#undef HEDDLE_KERNELS_CPU_ACTIVATE_SIMD_H
#else
#define HEDDLE_KERNELS_CPU_ACTIVATE_SIMD_H
#endif

#include "heddle/kernels/cpu/row_tile_simd.h"

#include "hwy/contrib/math/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {

// In memory and in a loop: expm1 unrolled over 16 vectors would be most of the code.
HWY_NOINLINE inline void apply_elu(float* HWY_RESTRICT lanes, size_t vectors) {
  const FloatTag tag;
  for (size_t k = 0; k < vectors; ++k) {
    const auto value = hn::Load(tag, lanes + k * kLanes);
    const auto negative = hn::Expm1(tag, hn::Min(value, hn::Zero(tag)));
    hn::Store(hn::IfThenElse(hn::Gt(value, hn::Zero(tag)), value, negative), tag,
              lanes + k * kLanes);
  }
}

template <size_t N>
HWY_INLINE void activate(Activation activation, FloatVec (&tile)[N]) {
  if (activation == Activation::kRelu) {
    const auto zero = hn::Zero(FloatTag());
    unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA { tile[k] = hn::Max(tile[k], zero); });
  } else if (activation == Activation::kElu) {
    HWY_ALIGN float lanes[N * kLanes];
    store_lanes(tile, lanes);
    apply_elu(lanes, N);
    load_lanes(tile, lanes);
  }
}

}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HEDDLE_KERNELS_CPU_ACTIVATE_SIMD_H
