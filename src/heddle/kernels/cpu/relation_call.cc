#include "heddle/kernels/cpu/relation_call.h"

#include "heddle/kernels/cpu/gather_cost.h"
#include "heddle/ops/moved_bytes.h"

namespace heddle::cpu {

double relation_seconds(const KernelQuery& query, const HardwareProfile& hardware, const Type& rows,
                        int64_t cols, double flops) {
  const double moved = moved_bytes(query.operands, query.results);
  return gather_seconds(hardware, {.rows = query.operands[0].entries,
                                   .row_bytes = cols * size_of(rows.dtype),
                                   .matrix_bytes = rows.bytes(),
                                   .sequential_bytes = moved - static_cast<double>(rows.bytes()),
                                   .flops = flops});
}

}  // namespace heddle::cpu
