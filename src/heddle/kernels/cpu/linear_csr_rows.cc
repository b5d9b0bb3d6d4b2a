// linear and linear_weight_gradient, csr rows, without libraries; values are f32:
//   y[i, :] = sum over the entries (i, d) of x[i, d] * w[d, :], then bias and activation
//   dw[d, :] = sum over the entries (i, d) of column d of x[i, d] * dy[i, :]
//
// A task owns rows of the result (columns of x in the gradient) and sums one of them at a time in
// the order of its entries. Weak where one column holds most of the entries: it is one task.

#include "heddle/base/parallel.h"
#include "heddle/kernels/cpu/dense_cost.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/ops/activation.h"
#include "heddle/ops/linear.h"

#include <algorithm>
#include <cmath>

namespace heddle::cpu {
namespace {

constexpr int64_t kTileColumns = 16;
constexpr double kShareOfPeak = 0.1;

template <class T>
void add_scaled(const T* from, float value, int64_t cols, float (&sums)[kTileColumns]) {
  if (cols == kTileColumns) {
    for (int64_t k = 0; k < kTileColumns; ++k) sums[k] += value * static_cast<float>(from[k]);
  } else {
    for (int64_t k = 0; k < cols; ++k) sums[k] += value * static_cast<float>(from[k]);
  }
}

// out[row, :] = finish(sum over the entries of `row` of values[entry] * from[column, :], column)
template <class From, class To, class Finish>
void sum_row(const AdjacencyView& a, const float* values, const MatrixView<const From>& from,
             const MatrixView<To>& out, int64_t row, const Finish& finish) {
  for (int64_t first = 0; first < out.cols; first += kTileColumns) {
    const int64_t cols = std::min(kTileColumns, out.cols - first);
    float sums[kTileColumns] = {};
    for (int64_t e = a.row_offsets[row]; e < a.row_offsets[row + 1]; ++e) {
      add_scaled(from.row(a.columns[e]) + first, values[a.edge_position(e)], cols, sums);
    }
    for (int64_t k = 0; k < cols; ++k) {
      out.at(row, first + k) = static_cast<To>(finish(sums[k], first + k));
    }
  }
}

// Rows of the schedule; a row that it would cut into pieces belongs to the first piece.
template <class Body>
void for_each_row(const AdjacencyView& a, int threads, const Body& body) {
  const auto& tasks = a.schedule->tasks;
  parallel_for(threads, static_cast<int64_t>(tasks.size()), [&](int64_t i) {
    const RowTask& task = tasks[static_cast<size_t>(i)];
    if (task.slot >= 0 && task.entry_begin != a.row_offsets[task.row_begin]) return;
    for (int64_t row = task.row_begin; row < task.row_end; ++row) body(row);
  });
}

template <class T>
void run_typed(const KernelArgs& args) {
  const OperandView& x = args.operands[0];
  const auto* bias = args.operands[2].values<const float>();
  const Activation activation = activation_of(*args.attributes);
  const auto finish = [=](float sum, int64_t col) {
    const float value = bias == nullptr ? sum : sum + bias[col];
    if (activation == Activation::kNone || value > 0) return value;
    return activation == Activation::kRelu ? 0 : std::expm1(value);
  };
  for_each_row(*x.adjacency, args.threads, [&](int64_t row) {
    sum_row(*x.adjacency, x.values<const float>(), args.operands[1].matrix<const T>(),
            args.results[0].matrix<T>(), row, finish);
  });
}

template <class T>
void run_gradient_typed(const KernelArgs& args) {
  const OperandView& x = args.operands[0];
  const AdjacencyView& columns = *x.adjacency->transposed;
  for_each_row(columns, args.threads, [&](int64_t column) {
    sum_row(columns, x.values<const float>(), args.operands[1].matrix<const T>(),
            args.results[0].matrix<float>(), column, [](float sum, int64_t) { return sum; });
  });
}

Support supports_rows(const KernelQuery& query) {
  if (query.operands[0].form != Form::kCsr) return no("x is not csr");
  if (query.operands[0].dtype != DType::kF32) return no("values are not f32");
  return yes();
}

Support supports(const KernelQuery& query) {
  if (query.attributes.flag("transpose_w")) return no("w is stored transposed");
  return supports_rows(query);
}

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  return {.seconds = dense_seconds(query, hardware, kShareOfPeak * hardware.f32_flops),
          .workspace_bytes = 0};
}

void run(const KernelArgs& args) {
  args.operands[1].dtype == DType::kBf16 ? run_typed<Bf16>(args) : run_typed<float>(args);
}
void run_gradient(const KernelArgs& args) {
  args.operands[1].dtype == DType::kBf16 ? run_gradient_typed<Bf16>(args)
                                         : run_gradient_typed<float>(args);
}

}  // namespace

const Kernel kLinearCsrRows = {
    .name = "linear_csr_cpu_rows",
    .op = &kLinear,
    .supports = supports,
    .cost = cost,
    .run = run,
};

const Kernel kLinearWeightGradientCsrRows = {
    .name = "linear_weight_gradient_csr_cpu_rows",
    .op = &kLinearWeightGradient,
    .supports = supports_rows,
    .cost = cost,
    .run = run_gradient,
};

}  // namespace heddle::cpu
