// Which instruction sets this CPU has and the system lets programs use.
#pragma once

#include <string>

namespace heddle {

struct CpuFeatures {
  bool sse4 = false;          // SSE4.2; on other architectures: their baseline vectors
  bool avx2 = false;          // with FMA and BMI2
  bool avx512 = false;        // F, BW, VL, DQ
  bool avx512_vbmi2 = false;  // and VBMI
  bool avx512_bf16 = false;
  bool amx_bf16 = false;
};

// Asked once per process.
const CpuFeatures& cpu_features();

// The CPU as the system names it and the widest instructions it has, for example "AMD EPYC 9654
// 96-Core Processor, AVX-512 bf16": under one name, virtual machines have different ones.
std::string cpu_name();

}  // namespace heddle
