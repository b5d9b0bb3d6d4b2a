#include "apps/heddle/sampled_rows.h"

#include "apps/heddle/elements.h"
#include "heddle/base/codes.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace heddle::cli {
namespace {

constexpr int64_t kCheckedRows = 256;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// The greatest error(row) of rows at equal distances.
template <class Error>
double greatest_of_rows(int64_t rows, const Error& error_of) {
  double error = 0;
  const int64_t step = std::max<int64_t>(1, rows / kCheckedRows);
  for (int64_t row = 0; row < rows; row += step) error = std::max(error, error_of(row));
  return error;
}

bool has_values_at_ascending_positions(const KernelCall& maxk, int64_t row) {
  const OperandView &values = maxk.result(0), &positions = maxk.result(1);
  for (int64_t r = 0; r < values.cols; ++r) {
    const int64_t column = position(positions, row, r);
    if (r > 0 && column <= position(positions, row, r - 1)) return false;
    if (element(values, row, r) != element(maxk.operand(0), row, column)) return false;
  }
  return true;
}

double error_of_choice(const KernelCall& maxk, int64_t row) {
  if (!has_values_at_ascending_positions(maxk, row)) return kInfinity;
  const OperandView &x = maxk.operand(0), &positions = maxk.result(1);
  const Type& chosen = maxk.query().results[1];
  const int64_t width = chosen.group == 0 ? x.cols : chosen.group;
  const int64_t kept_of_group = positions.cols / (x.cols / width);
  double error = 0;
  int64_t r = 0;
  for (int64_t begin = 0; begin < x.cols; begin += width) {
    double smallest_kept = kInfinity, largest_left = -kInfinity;
    for (int64_t c = begin; c < begin + width; ++c) {
      if (r < positions.cols && position(positions, row, r) == c) {
        smallest_kept = std::min(smallest_kept, element(x, row, c));
        ++r;
      } else {
        largest_left = std::max(largest_left, element(x, row, c));
      }
    }
    if (r != (begin / width + 1) * kept_of_group) return kInfinity;
    error = std::max(error, largest_left - smallest_kept);
  }
  return error;
}

double error_of_codes(const KernelCall& quantize, int64_t row) {
  const OperandView &x = quantize.operand(0), &codes = quantize.result(0);
  const OperandView& scales = quantize.result(1);
  const double most = quantize.query().attributes.flag("stochastic") ? 1 : 0.5;
  const double scale = element(scales, scales.rows == 1 ? 0 : row, 0);
  double error = 0;
  for (int64_t c = 0; c < x.cols; ++c) {
    const int8_t* from = codes.matrix<const int8_t>().row(row);
    const double steps = element(x, row, c) / scale - load_code(from, c, codes.bits);
    if (!std::isfinite(steps)) return kInfinity;
    error = std::max(error, std::abs(steps) - most);
  }
  return error;
}

}  // namespace

double sampled_error_of_selection(const KernelCall& maxk) {
  return greatest_of_rows(maxk.operand(0).rows,
                          [&](int64_t row) { return error_of_choice(maxk, row); });
}

double sampled_error_of_encoding(const KernelCall& quantize) {
  return greatest_of_rows(quantize.operand(0).rows,
                          [&](int64_t row) { return error_of_codes(quantize, row); });
}

}  // namespace heddle::cli
