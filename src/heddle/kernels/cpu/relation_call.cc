#include "heddle/kernels/cpu/relation_call.h"

#include "heddle/kernels/cpu/gather_cost.h"
#include "heddle/kernels/cpu/simd_support.h"

namespace heddle::cpu {

Support relation_support(DType rows) {
  if (rows != DType::kF32 && rows != DType::kBf16) return no("rows are neither f32 nor bf16");
  return simd_support();
}

double relation_seconds(const KernelQuery& query, const HardwareProfile& hardware, const Type& rows,
                        int64_t cols, double flops) {
  double sequential = 0;
  for (const Type& type : query.operands) sequential += static_cast<double>(type.bytes());
  for (const Type& type : query.results) sequential += static_cast<double>(type.bytes());
  return gather_seconds(hardware,
                        {.rows = query.operands[0].entries,
                         .row_bytes = cols * size_of(rows.dtype),
                         .matrix_bytes = rows.bytes(),
                         .sequential_bytes = sequential - static_cast<double>(rows.bytes()),
                         .flops = flops});
}

}  // namespace heddle::cpu
