#include "heddle/kernels/cpu/simd_support.h"

#include "heddle/hardware/cpu_features.h"

namespace heddle::cpu {

Support simd_support() {
#if defined(__x86_64__)
  if (!cpu_features().avx2) return no("the CPU lacks AVX2");
#endif
  return yes();
}

Support simd_row_support(DType rows) {
  if (rows != DType::kF32 && rows != DType::kBf16) return no("rows are neither f32 nor bf16");
  return simd_support();
}

Support avx512_support() {
  return cpu_features().avx512_vbmi2 ? yes() : no("the CPU lacks AVX-512 with VBMI2");
}

}  // namespace heddle::cpu
