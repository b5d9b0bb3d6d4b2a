// linear and linear_weight_gradient, reference:
//   y[i, f] = sum over d of x[i, d] * w[d, f] (+ bias[f]) (+ addend[i, f]), then activation
//   dw[d, f] = sum over i of x[i, d] * dy[i, f]
// Sums run in the order of d and of i; a csr x skips what is not stored.

#include "heddle/ops/linear.h"

#include "heddle/kernels/reference/activation.h"
#include "heddle/kernels/reference/dispatch.h"
#include "heddle/kernels/reference/kernels.h"

namespace heddle::reference {
namespace {

// Calls body(d, x[i, d]) for the elements of row i, or for those that are stored.
template <class T, class Body>
void for_each_in_row(const OperandView& x, int64_t row, const Body& body) {
  if (x.adjacency == nullptr) {
    for (int64_t d = 0; d < x.cols; ++d) body(d, load(x.matrix<const T>().at(row, d)));
    return;
  }
  const AdjacencyView& a = *x.adjacency;
  for (int64_t e = a.row_offsets[row]; e < a.row_offsets[row + 1]; ++e) {
    body(a.columns[e], x.values<const compute_t<T>>()[a.edge_position(e)]);
  }
}

template <class T>
void linear_row(const KernelArgs& args, int64_t row, bool transposed) {
  const auto w = args.operands[1].matrix<const T>();
  const OperandView &bias = args.operands[2], &addend = args.operands[3];
  const auto y = args.results[0].matrix<T>();
  for (int64_t f = 0; f < y.cols; ++f) {
    compute_t<T> sum = 0;
    for_each_in_row<T>(args.operands[0], row, [&](int64_t d, compute_t<T> value) {
      sum += value * load(transposed ? w.at(f, d) : w.at(d, f));
    });
    if (bias.present()) sum += bias.matrix<const compute_t<T>>().at(0, f);
    if (addend.present()) sum += load(addend.matrix<const T>().at(row, f));
    store(y.at(row, f), sum);
  }
}

void run(const KernelArgs& args) {
  const bool transposed = args.attributes->flag("transpose_w");
  dispatch_floating(args.results[0].dtype, [&]<class T>(T) {
    for (int64_t row = 0; row < args.results[0].rows; ++row) linear_row<T>(args, row, transposed);
    apply_activation<T>(args);
  });
}

void run_weight_gradient(const KernelArgs& args) {
  dispatch_floating(args.operands[1].dtype, [&]<class T>(T) {
    const auto dy = args.operands[1].matrix<const T>();
    const auto dw = args.results[0].matrix<compute_t<T>>();
    for (int64_t d = 0; d < dw.rows; ++d) {
      for (int64_t f = 0; f < dw.cols; ++f) dw.at(d, f) = 0;
    }
    for (int64_t row = 0; row < dy.rows; ++row) {
      for_each_in_row<T>(args.operands[0], row, [&](int64_t d, compute_t<T> value) {
        for (int64_t f = 0; f < dw.cols; ++f) dw.at(d, f) += value * load(dy.at(row, f));
      });
    }
  });
}

}  // namespace

const Kernel kLinear = {
    .name = "linear_reference",
    .op = &heddle::kLinear,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run,
};

const Kernel kLinearWeightGradient = {
    .name = "linear_weight_gradient_reference",
    .op = &heddle::kLinearWeightGradient,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run_weight_gradient,
};

}  // namespace heddle::reference
