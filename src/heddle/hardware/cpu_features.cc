#include "heddle/hardware/cpu_features.h"

#include <fstream>
#include <string_view>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace heddle {
namespace {

#if defined(__x86_64__)
// Tile registers are used after the kernel was told to save them: it says so in XCR0.
bool has_amx_bf16() {
  constexpr unsigned kOsXsave = 1U << 27, kAmxBf16 = 1U << 22, kAmxTile = 1U << 24;
  constexpr unsigned kTileState = 3U << 17;
  unsigned a = 0, b = 0, c = 0, d = 0;
  if (__get_cpuid(1, &a, &b, &c, &d) == 0 || (c & kOsXsave) == 0) return false;
  if (__get_cpuid_count(7, 0, &a, &b, &c, &d) == 0) return false;
  if ((d & kAmxBf16) == 0 || (d & kAmxTile) == 0) return false;
  unsigned low = 0, high = 0;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (low & kTileState) == kTileState;
}
#endif

CpuFeatures detect() {
  CpuFeatures features;
#if defined(__x86_64__)
  // The compiler's run-time library reads CPUID and asks XGETBV which registers the system saves.
  __builtin_cpu_init();
  features.sse4 = __builtin_cpu_supports("sse4.2");
  features.avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                  __builtin_cpu_supports("bmi2");
  features.avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                    __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
  features.avx512_vbmi2 = features.avx2 && features.avx512 &&
                          __builtin_cpu_supports("avx512vbmi") &&
                          __builtin_cpu_supports("avx512vbmi2");
  features.avx512_bf16 = features.avx512 && __builtin_cpu_supports("avx512bf16");
  features.amx_bf16 = has_amx_bf16();
#else
  features.sse4 = true;
#endif
  return features;
}

std::string model_name() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const size_t colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) {
      return line.substr(colon + 2);
    }
  }
  return "unknown CPU";
}

std::string_view widest_instructions(const CpuFeatures& features) {
  if (features.amx_bf16) return "AMX bf16";
  if (features.avx512_bf16) return "AVX-512 bf16";
  if (features.avx512) return "AVX-512";
  if (features.avx2) return "AVX2";
  return features.sse4 ? "128-bit vectors" : "no vectors";
}

}  // namespace

const CpuFeatures& cpu_features() {
  static const CpuFeatures features = detect();
  return features;
}

std::string cpu_name() {
  return model_name() + ", " + std::string(widest_instructions(cpu_features()));
}

}  // namespace heddle
