// relation_linear, reference: one vector-matrix product per edge, and one outer product per edge
// for the gradient of the matrices.

#include "heddle/ops/relation_linear.h"

#include "heddle/kernels/reference/dispatch.h"
#include "heddle/kernels/reference/edge_weight.h"
#include "heddle/kernels/reference/kernels.h"

#include <algorithm>

namespace heddle::reference {
namespace {

// y[i, :] = sum over e = (i <- j) of w_e x[j, :] W_rel(e)
template <class T>
void products(const KernelArgs& args) {
  using C = compute_t<T>;
  const AdjacencyView& a = *args.operands[0].adjacency;
  const auto x = args.operands[1].matrix<const T>();
  const auto w = args.operands[2].matrix<const T>();
  const auto y = args.results[0].matrix<T>();
  const bool transpose_w = args.attributes->flag("transpose_w");
  for (int64_t i = 0; i < a.rows; ++i) {
    for (int64_t col = 0; col < y.cols; ++col) {
      C sum = 0;
      for (int64_t e = a.row_offsets[i]; e < a.row_offsets[i + 1]; ++e) {
        const int64_t r = a.relation_of(e);
        C message = 0;
        for (int64_t d = 0; d < x.cols; ++d) {
          const T& weight = transpose_w ? w.at(r * y.cols + col, d) : w.at(r * x.cols + d, col);
          message += load(x.at(a.columns[e], d)) * load(weight);
        }
        sum += edge_weight<C>(args.operands[3], a.edge_position(e)) * message;
      }
      store(y.at(i, col), sum);
    }
  }
}

// dW_r = sum over e = (i <- j) of relation r of w_e x[j, :]^T dy[i, :]
template <class T>
void weight_gradient(const KernelArgs& args) {
  using C = compute_t<T>;
  const AdjacencyView& a = *args.operands[0].adjacency;
  const auto x = args.operands[1].matrix<const T>();
  const auto dy = args.operands[2].matrix<const T>();
  const auto dw = args.results[0].matrix<C>();
  for (int64_t row = 0; row < dw.rows; ++row) {
    std::fill(dw.row(row), dw.row(row) + dw.cols, C(0));
  }
  for (int64_t i = 0; i < a.rows; ++i) {
    for (int64_t e = a.row_offsets[i]; e < a.row_offsets[i + 1]; ++e) {
      const C weight = edge_weight<C>(args.operands[3], a.edge_position(e));
      for (int64_t d = 0; d < x.cols; ++d) {
        const C scaled = weight * load(x.at(a.columns[e], d));
        C* out = dw.row(a.relation_of(e) * x.cols + d);
        for (int64_t col = 0; col < dw.cols; ++col) out[col] += scaled * load(dy.at(i, col));
      }
    }
  }
}

void run(const KernelArgs& args) {
  dispatch_floating(args.results[0].dtype, [&]<class T>(T) { products<T>(args); });
}

void run_weight_gradient(const KernelArgs& args) {
  dispatch_floating(args.operands[1].dtype, [&]<class T>(T) { weight_gradient<T>(args); });
}

}  // namespace

const Kernel kRelationLinear = {
    .name = "relation_linear_reference",
    .op = &heddle::kRelationLinear,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run,
};

const Kernel kRelationLinearWeightGradient = {
    .name = "relation_linear_weight_gradient_reference",
    .op = &heddle::kRelationLinearWeightGradient,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run_weight_gradient,
};

}  // namespace heddle::reference
