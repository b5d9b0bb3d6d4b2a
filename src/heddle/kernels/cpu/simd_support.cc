#include "heddle/kernels/cpu/simd_support.h"

#include "heddle/hardware/cpu_features.h"

namespace heddle::cpu {

Support simd_support() { return cpu_features().sse4 ? yes() : no("the CPU lacks SSE4.2"); }

}  // namespace heddle::cpu
