// The loss of logits on a list of rows, outside any Program: decides between equal metrics.
#pragma once

#include "heddle/data/dataset.h"
#include "heddle/tensor/matrix_view.h"

#include <span>

namespace heddle {

// Mean cross entropy, or mean binary cross entropy over rows and classes; NaN without rows.
double mean_loss(MatrixView<const float> logits, const Dataset& dataset,
                 std::span<const int32_t> rows);

}  // namespace heddle
