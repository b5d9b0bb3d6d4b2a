#include "apps/heddle/sampled_sums.h"

#include "apps/heddle/elements.h"
#include "heddle/base/codes.h"
#include "heddle/graph/adjacency.h"
#include "heddle/ops/spmm.h"
#include "heddle/ops/spmm_quantized.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace heddle::cli {
namespace {

constexpr int64_t kSampledRows = 256;

double edge_weight(const OperandView& weights, int64_t edge) {
  return weights.present() ? weights.values<const float>()[edge] : 1.0;
}

// What was added up, and the sum of its magnitudes.
struct Sum {
  double value = 0, magnitude = 0;

  void add(double term) {
    value += term;
    magnitude += std::abs(term);
  }
  // `step`: by so much it may be off.
  double error_of(double result, double step = 0) const {
    if (!std::isfinite(result)) return std::numeric_limits<double>::infinity();
    const double difference = std::abs(result - value) - step;
    if (difference <= 0) return 0;
    return magnitude > 0 ? difference / magnitude : std::numeric_limits<double>::infinity();
  }
};

// Rows at equal distances, and the longest.
std::vector<int64_t> sample_rows(const AdjacencyView& a) {
  std::vector<int64_t> rows;
  if (a.rows == 0) return rows;
  int64_t longest = 0;
  for (int64_t row = 0; row < a.rows; ++row) {
    if (a.degree(row) > a.degree(longest)) longest = row;
  }
  rows.push_back(longest);
  const int64_t step = std::max<int64_t>(1, a.rows / kSampledRows);
  for (int64_t row = 0; row < a.rows; row += step) rows.push_back(row);
  return rows;
}

// An edge of spmm_quantized or spmm_topk_quantized.
struct CodedEdge {
  int64_t sender;
  double factor;  // of the codes
  double step;    // to which a sum over classes is rounded; 0: it is not
};

CodedEdge coded_edge(const KernelCall& sum, int64_t entry) {
  const AdjacencyView& a = *sum.operand(0).adjacency;
  const OperandView& scales = sum.operand(2);
  if (sum.operand(5).present()) {
    const int64_t sender = sum.operand(6).values<const int32_t>()[entry];
    const double factor =
        std::ldexp(element(scales, 0, 0), -2 * sum.operand(5).values<const uint8_t>()[entry]);
    return {sender, factor, factor};
  }
  const OperandView& weights = sum.operand(sum.query().op == &kSpmmQuantized ? 3 : 4);
  const int64_t sender = a.columns[entry];
  const double scale = element(scales, scales.rows == 1 ? 0 : sender, 0);
  return {sender, edge_weight(weights, a.edge_position(entry)) * scale, 0};
}

double receiver_factor(const KernelCall& sum, int64_t row) {
  if (!sum.operand(7).present()) return 1;
  return element(sum.operand(7), row, 0);
}

}  // namespace

double sampled_error_of_sums(const KernelCall& sum) {
  const bool all_columns = sum.query().op == &kSpmm;
  const AdjacencyView& a = *sum.operand(0).adjacency;
  const OperandView& values = sum.operand(1);
  const OperandView& weights = sum.operand(all_columns ? 2 : 3);
  const OperandView& y = sum.result();
  double error = 0;
  for (const int64_t row : sample_rows(a)) {
    std::vector<Sum> sums(static_cast<size_t>(y.cols));
    for (int64_t e = a.row_offsets[row]; e < a.row_offsets[row + 1]; ++e) {
      const double weight = edge_weight(weights, a.edge_position(e));
      for (int64_t r = 0; r < values.cols; ++r) {
        const int64_t column = all_columns ? r : position(sum.operand(2), a.columns[e], r);
        sums[static_cast<size_t>(column)].add(weight * element(values, a.columns[e], r));
      }
    }
    for (int64_t c = 0; c < y.cols; ++c) {
      error = std::max(error, sums[static_cast<size_t>(c)].error_of(element(y, row, c)));
    }
  }
  return error;
}

double sampled_error_of_codes(const KernelCall& sum) {
  const AdjacencyView& a = *sum.operand(0).adjacency;
  const OperandView& codes = sum.operand(1);
  const OperandView& y = sum.result();
  const bool all_columns = sum.query().op == &kSpmmQuantized;
  const int64_t kept = all_columns ? y.cols : sum.operand(3).cols;
  double error = 0;
  for (const int64_t row : sample_rows(a)) {
    std::vector<Sum> sums(static_cast<size_t>(y.cols));
    double step = 0;
    for (int64_t e = a.row_offsets[row]; e < a.row_offsets[row + 1]; ++e) {
      const CodedEdge edge = coded_edge(sum, e);
      step = std::max(step, edge.step);
      const int8_t* from = codes.matrix<const int8_t>().row(edge.sender);
      for (int64_t r = 0; r < kept; ++r) {
        const int64_t column = all_columns ? r : position(sum.operand(3), edge.sender, r);
        sums[static_cast<size_t>(column)].add(edge.factor * load_code(from, r, codes.bits));
      }
    }
    const double factor = receiver_factor(sum, row);
    for (int64_t c = 0; c < y.cols; ++c) {
      const Sum& column = sums[static_cast<size_t>(c)];
      error = std::max(error, column.error_of(element(y, row, c) / factor, step));
    }
  }
  return error;
}

double sampled_error_of_gradient(const KernelCall& spmm_topk_gradient) {
  const AdjacencyView& out_edges = *spmm_topk_gradient.operand(0).adjacency->transposed;
  const OperandView& dy = spmm_topk_gradient.operand(1);
  const OperandView& positions = spmm_topk_gradient.operand(2);
  const OperandView& d_values = spmm_topk_gradient.result();
  double error = 0;
  for (const int64_t row : sample_rows(out_edges)) {
    for (int64_t r = 0; r < d_values.cols; ++r) {
      Sum sum;
      for (int64_t e = out_edges.row_offsets[row]; e < out_edges.row_offsets[row + 1]; ++e) {
        const double weight =
            edge_weight(spmm_topk_gradient.operand(3), out_edges.edge_position(e));
        sum.add(weight * element(dy, out_edges.columns[e], position(positions, row, r)));
      }
      error = std::max(error, sum.error_of(element(d_values, row, r)));
    }
  }
  return error;
}

}  // namespace heddle::cli
