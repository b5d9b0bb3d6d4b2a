// degree_scale, CSR, CPU:  s[i] = d_i^power, 0 where d_i = 0, for f32.
//
// Degrees are counted (or weights summed) in parallel over the row schedule, then raised.

#include "heddle/base/parallel.h"
#include "heddle/kernels/cpu/gather_cost.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/row_degrees.h"
#include "heddle/ops/degree_scale.h"

#include <cmath>

namespace heddle::cpu {
namespace {

constexpr int64_t kRowsPerTask = 4096;

float raise(float degree, float power) {
  if (degree == 0) return 0;
  if (power == -1.0F) return 1 / degree;
  if (power == -0.5F) return 1 / std::sqrt(degree);
  return std::pow(degree, power);
}

Support supports(const KernelQuery& query) {
  return query.results[0].dtype == DType::kF32 ? yes() : no("the scale is not f32");
}

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Work work = query.work();
  return {
      .seconds = gather_seconds(hardware, {.sequential_bytes = work.bytes, .flops = work.flops}),
      .workspace_bytes = degree_slots_bytes(query.operands[0].entries)};
}

void run(const KernelArgs& args) {
  const OperandView& s = args.results[0];
  row_degrees(args.threads, *args.operands[0].adjacency, args.operands[1],
              reinterpret_cast<float*>(args.workspace), s.values<float>(), s.stride);
  const auto power = static_cast<float>(args.attributes->number("power"));
  parallel_ranges(args.threads, s.rows, kRowsPerTask, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      float& value = s.values<float>()[i * s.stride];
      value = raise(value, power);
    }
  });
}

}  // namespace

const Kernel kDegreeScaleCsr = {
    .name = "degree_scale_csr_cpu",
    .op = &kDegreeScale,
    .supports = supports,
    .cost = cost,
    .run = run,
};

}  // namespace heddle::cpu
