#include "heddle/train/mean_loss.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace heddle {
namespace {

double cross_entropy_of_row(std::span<const float> logits, int32_t label) {
  const double largest = *std::max_element(logits.begin(), logits.end());
  double sum = 0;
  for (const float logit : logits) sum += std::exp(logit - largest);
  return largest + std::log(sum) - logits[static_cast<size_t>(label)];
}

// log(1 + exp(z)) - target * z, without overflow.
double binary_cross_entropy_of_row(std::span<const float> logits,
                                   std::span<const int32_t> targets) {
  double sum = 0;
  for (size_t c = 0; c < logits.size(); ++c) {
    const double z = logits[c];
    sum += std::max(z, 0.0) + std::log1p(std::exp(-std::abs(z))) - targets[c] * z;
  }
  return sum / static_cast<double>(logits.size());
}

}  // namespace

double mean_loss(MatrixView<const float> logits, const Dataset& dataset,
                 std::span<const int32_t> rows) {
  if (rows.empty()) return std::numeric_limits<double>::quiet_NaN();
  const auto classes = static_cast<size_t>(logits.cols);
  double sum = 0;
  for (const int32_t row : rows) {
    const std::span<const float> row_logits(logits.row(row), classes);
    const auto r = static_cast<size_t>(row);
    sum += dataset.multi_label
               ? binary_cross_entropy_of_row(
                     row_logits, std::span(dataset.labels).subspan(r * classes, classes))
               : cross_entropy_of_row(row_logits, dataset.labels[r]);
  }
  return sum / static_cast<double>(rows.size());
}

}  // namespace heddle
