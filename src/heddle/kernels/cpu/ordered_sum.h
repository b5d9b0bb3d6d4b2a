// Adds the partial results that the tasks of a reduction left behind, in the order of the tasks.
#pragma once

#include "heddle/tensor/matrix_view.h"

#include <cstdint>

namespace heddle::cpu {

// sum = parts[0] + parts[1] + ..., added in double. Each part is a matrix of the size of `sum`
// without gaps between its rows, and follows the one before. count >= 1.
void add_parts(int threads, const float* parts, int64_t count, const MatrixView<float>& sum);

}  // namespace heddle::cpu
