// The speed of light of kernels that read one row per edge: rows are only read and summed.
#pragma once

#include "heddle/kernels/kernel.h"

namespace heddle::cpu {

// The sum of all elements of x[columns[e], :] over the entries e of a task; x is f32 or bf16. Same
// tiles and prefetches as spmm_csr_cpu_rowsplit, but no rows to start, end or write.
float gather_rows(const AdjacencyView& a, const OperandView& x, const RowTask& task);

}  // namespace heddle::cpu
