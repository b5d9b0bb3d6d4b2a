// spmm_max, reference: the first largest value among the senders, times the weights of their edges,
// and its gradients: dy of a receiver goes to the sender and to the weight of the edge that its
// position names.

#include "heddle/ops/spmm_max.h"

#include "heddle/kernels/reference/dispatch.h"
#include "heddle/kernels/reference/edge_weight.h"
#include "heddle/kernels/reference/kernels.h"

namespace heddle::reference {
namespace {

template <class T>
void maxima(const KernelArgs& args) {
  using C = compute_t<T>;
  const AdjacencyView& a = *args.operands[0].adjacency;
  const auto x = args.operands[1].matrix<const T>();
  const OperandView& weights = args.operands[2];
  const auto y = args.results[0].matrix<T>();
  const auto argmax = args.results[1].matrix<int32_t>();
  for (int64_t i = 0; i < a.rows; ++i) {
    for (int64_t col = 0; col < y.cols; ++col) {
      C largest = 0;
      int32_t place = -1;
      for (int64_t e = a.row_offsets[i]; e < a.row_offsets[i + 1]; ++e) {
        const C value = edge_weight<C>(weights, a.edge_position(e)) * load(x.at(a.columns[e], col));
        if (place >= 0 && !(value > largest)) continue;
        largest = value;
        place = static_cast<int32_t>(e - a.row_offsets[i]);
      }
      store(y.at(i, col), largest);
      argmax.at(i, col) = place;
    }
  }
}

// Every sender looks along its out-edges for receivers whose maximum came this way.
template <class T>
void gather_maxima(const KernelArgs& args) {
  using C = compute_t<T>;
  const AdjacencyView& a = *args.operands[0].adjacency;
  const AdjacencyView& out_edges = *a.transposed;
  const auto argmax = args.operands[1].matrix<const int32_t>();
  const auto dy = args.operands[2].matrix<const T>();
  const OperandView& weights = args.operands[3];
  const auto dx = args.results[0].matrix<T>();
  for (int64_t j = 0; j < out_edges.rows; ++j) {
    for (int64_t col = 0; col < dx.cols; ++col) {
      C sum = 0;
      for (int64_t t = out_edges.row_offsets[j]; t < out_edges.row_offsets[j + 1]; ++t) {
        const int64_t i = out_edges.columns[t];
        const int64_t largest = a.row_offsets[i] + argmax.at(i, col);
        const int64_t position = out_edges.edge_position(t);
        if (a.edge_position(largest) != position) continue;
        sum += edge_weight<C>(weights, position) * load(dy.at(i, col));
      }
      store(dx.at(j, col), sum);
    }
  }
}

// Every edge looks for the columns of its receiver whose maximum came this way.
template <class T>
void gather_columns(const KernelArgs& args) {
  using C = compute_t<T>;
  const AdjacencyView& a = *args.operands[0].adjacency;
  const auto argmax = args.operands[1].matrix<const int32_t>();
  const auto dy = args.operands[2].matrix<const T>();
  const auto x = args.operands[3].matrix<const T>();
  const auto dw = args.results[0].matrix<C>();
  for (int64_t i = 0; i < a.rows; ++i) {
    for (int64_t e = a.row_offsets[i]; e < a.row_offsets[i + 1]; ++e) {
      C sum = 0;
      for (int64_t col = 0; col < dy.cols; ++col) {
        if (argmax.at(i, col) != e - a.row_offsets[i]) continue;
        sum += load(dy.at(i, col)) * load(x.at(a.columns[e], col));
      }
      dw.at(a.edge_position(e), 0) = sum;
    }
  }
}

void run(const KernelArgs& args) {
  dispatch_floating(args.results[0].dtype, [&]<class T>(T) { maxima<T>(args); });
}

void run_gradient(const KernelArgs& args) {
  dispatch_floating(args.results[0].dtype, [&]<class T>(T) { gather_maxima<T>(args); });
}

void run_weight_gradient(const KernelArgs& args) {
  dispatch_floating(args.operands[2].dtype, [&]<class T>(T) { gather_columns<T>(args); });
}

}  // namespace

const Kernel kSpmmMax = {
    .name = "spmm_max_reference",
    .op = &heddle::kSpmmMax,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run,
};

const Kernel kSpmmMaxGradient = {
    .name = "spmm_max_gradient_reference",
    .op = &heddle::kSpmmMaxGradient,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run_gradient,
};

const Kernel kSpmmMaxWeightGradient = {
    .name = "spmm_max_weight_gradient_reference",
    .op = &heddle::kSpmmMaxWeightGradient,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run_weight_gradient,
};

}  // namespace heddle::reference
