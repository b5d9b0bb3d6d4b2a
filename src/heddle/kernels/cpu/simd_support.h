// Whether the vectorised kernels run on this CPU.
#pragma once

#include "heddle/kernels/kernel.h"

namespace heddle::cpu {

// On x86-64 the oldest instruction set that they are compiled for is AVX2 (see CMakeLists.txt).
Support simd_support();
// The same for kernels over rows of this type: f32 or bf16.
Support simd_row_support(DType rows);
// Of kernels in files called *_avx512.cc, see avx512.h.
Support avx512_support();

}  // namespace heddle::cpu
