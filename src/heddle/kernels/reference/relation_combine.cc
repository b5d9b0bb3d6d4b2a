// relation_combine, relation_expand and the gradient of their coefficients, reference.

#include "heddle/ops/relation_combine.h"

#include "heddle/kernels/reference/dispatch.h"
#include "heddle/kernels/reference/edge_weight.h"
#include "heddle/kernels/reference/kernels.h"

#include <algorithm>

namespace heddle::reference {
namespace {

// y[i, :] = sum over e = (i <- j) of w_e sum over b of c[rel(e), b] v[j, b, :]
template <class T>
void combine(const KernelArgs& args) {
  using C = compute_t<T>;
  const AdjacencyView& a = *args.operands[0].adjacency;
  const auto v = args.operands[1].matrix<const T>();
  const auto c = args.operands[2].matrix<const C>();
  const auto y = args.results[0].matrix<T>();
  for (int64_t i = 0; i < a.rows; ++i) {
    for (int64_t col = 0; col < y.cols; ++col) {
      C sum = 0;
      for (int64_t e = a.row_offsets[i]; e < a.row_offsets[i + 1]; ++e) {
        C message = 0;
        for (int64_t b = 0; b < c.cols; ++b) {
          message += c.at(a.relation_of(e), b) * load(v.at(a.columns[e], b * y.cols + col));
        }
        sum += edge_weight<C>(args.operands[3], a.edge_position(e)) * message;
      }
      store(y.at(i, col), sum);
    }
  }
}

// z[i, b, :] = sum over e = (i <- j) of w_e c[rel(e), b] x[j, :]
template <class T>
void expand(const KernelArgs& args) {
  using C = compute_t<T>;
  const AdjacencyView& a = *args.operands[0].adjacency;
  const auto x = args.operands[1].matrix<const T>();
  const auto c = args.operands[2].matrix<const C>();
  const auto z = args.results[0].matrix<T>();
  for (int64_t i = 0; i < a.rows; ++i) {
    for (int64_t out = 0; out < z.cols; ++out) {
      C sum = 0;
      for (int64_t e = a.row_offsets[i]; e < a.row_offsets[i + 1]; ++e) {
        const C weight = edge_weight<C>(args.operands[3], a.edge_position(e));
        sum +=
            weight * c.at(a.relation_of(e), out / x.cols) * load(x.at(a.columns[e], out % x.cols));
      }
      store(z.at(i, out), sum);
    }
  }
}

// dc[r, b] = sum over e = (i <- j) of relation r of w_e <v[j, b, :], dy[i, :]>
template <class T>
void coefficient_gradient(const KernelArgs& args) {
  using C = compute_t<T>;
  const AdjacencyView& a = *args.operands[0].adjacency;
  const auto v = args.operands[1].matrix<const T>();
  const auto dy = args.operands[2].matrix<const T>();
  const auto dc = args.results[0].matrix<C>();
  for (int64_t r = 0; r < dc.rows; ++r) std::fill(dc.row(r), dc.row(r) + dc.cols, C(0));
  for (int64_t i = 0; i < a.rows; ++i) {
    for (int64_t e = a.row_offsets[i]; e < a.row_offsets[i + 1]; ++e) {
      const C weight = edge_weight<C>(args.operands[3], a.edge_position(e));
      for (int64_t b = 0; b < dc.cols; ++b) {
        C product = 0;
        for (int64_t col = 0; col < dy.cols; ++col) {
          product += load(v.at(a.columns[e], b * dy.cols + col)) * load(dy.at(i, col));
        }
        dc.at(a.relation_of(e), b) += weight * product;
      }
    }
  }
}

void run_combine(const KernelArgs& args) {
  dispatch_floating(args.results[0].dtype, [&]<class T>(T) { combine<T>(args); });
}

void run_expand(const KernelArgs& args) {
  dispatch_floating(args.results[0].dtype, [&]<class T>(T) { expand<T>(args); });
}

void run_coefficient_gradient(const KernelArgs& args) {
  dispatch_floating(args.operands[1].dtype, [&]<class T>(T) { coefficient_gradient<T>(args); });
}

}  // namespace

const Kernel kRelationCombine = {
    .name = "relation_combine_reference",
    .op = &heddle::kRelationCombine,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run_combine,
};

const Kernel kRelationExpand = {
    .name = "relation_expand_reference",
    .op = &heddle::kRelationExpand,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run_expand,
};

const Kernel kRelationCoefficientGradient = {
    .name = "relation_coefficient_gradient_reference",
    .op = &heddle::kRelationCoefficientGradient,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run_coefficient_gradient,
};

}  // namespace heddle::reference
