// What the losses share: the weighted mean over rows.
#pragma once

#include "heddle/tensor/matrix_view.h"

namespace heddle::reference {

// 1 / sum of weights [N, 1], summed in double; 0 if they sum to 0.
template <class C>
double inverse_weight_sum(const MatrixView<const C>& weights) {
  double sum = 0;
  for (int64_t i = 0; i < weights.rows; ++i) sum += static_cast<double>(weights.at(i, 0));
  return sum == 0 ? 0 : 1 / sum;
}

}  // namespace heddle::reference
