// Seconds of kernels that stream dense matrices through the cores.
#pragma once

#include "heddle/kernels/kernel.h"

namespace heddle::cpu {

// Vectorised kernels of dense rows: result 0 and operand 0 may be f32 or bf16.
Support supports_f32_and_bf16(const KernelQuery& query);

// max(bytes / sequential rate, flops / `flops_per_second`) + launch
double dense_seconds(const KernelQuery& query, const HardwareProfile& hardware,
                     double flops_per_second);

// Vectorised kernels whose arithmetic hides behind memory; no workspace.
Cost streaming_cost(const KernelQuery& query, const HardwareProfile& hardware);

}  // namespace heddle::cpu
