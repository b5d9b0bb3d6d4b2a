// gcn_norm, reference:  n[i <- j] = s_i w(i, j) s_j with s = d^(-1/2), 0 where d = 0.

#include "heddle/ops/gcn_norm.h"

#include "heddle/kernels/reference/dispatch.h"
#include "heddle/kernels/reference/edge_weight.h"
#include "heddle/kernels/reference/kernels.h"

#include <cmath>

namespace heddle::reference {
namespace {

template <class T>
compute_t<T> scale_of(const AdjacencyView& a, const OperandView& weights, int64_t row) {
  if (!weights.present()) {
    const auto degree = static_cast<compute_t<T>>(a.degree(row));
    return degree == 0 ? compute_t<T>(0) : 1 / std::sqrt(degree);
  }
  compute_t<T> degree = 0;
  for (int64_t e = a.row_offsets[row]; e < a.row_offsets[row + 1]; ++e) {
    degree += edge_weight<compute_t<T>>(weights, a.edge_position(e));
  }
  return degree == 0 ? compute_t<T>(0) : 1 / std::sqrt(degree);
}

template <class T>
void norms(const KernelArgs& args) {
  const AdjacencyView& a = *args.operands[0].adjacency;
  const OperandView& weights = args.operands[1];
  const auto n = args.results[0].matrix<T>();
  for (int64_t i = 0; i < a.rows; ++i) {
    const compute_t<T> scale = scale_of<T>(a, weights, i);
    for (int64_t e = a.row_offsets[i]; e < a.row_offsets[i + 1]; ++e) {
      const int64_t position = a.edge_position(e);
      const auto weight = edge_weight<compute_t<T>>(weights, position);
      store(n.at(position, 0), scale * weight * scale_of<T>(a, weights, a.columns[e]));
    }
  }
}

void run(const KernelArgs& args) {
  dispatch_floating(args.results[0].dtype, [&]<class T>(T) { norms<T>(args); });
}

}  // namespace

const Kernel kGcnNorm = {
    .name = "gcn_norm_reference",
    .op = &heddle::kGcnNorm,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run,
};

}  // namespace heddle::reference
