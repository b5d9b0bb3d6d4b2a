// edge_add, edge_sum, reference:  e[i <- j, :] = receiver[i, :] + sender[j, :], and
// y[i, :] = sum of e over the in-edges of i.

#include "heddle/ops/edge_add.h"

#include "heddle/kernels/reference/dispatch.h"
#include "heddle/kernels/reference/kernels.h"

namespace heddle::reference {
namespace {

template <class T>
void add_nodes(const KernelArgs& args) {
  const AdjacencyView& a = *args.operands[0].adjacency;
  const auto receiver = args.operands[1].matrix<const T>();
  const auto sender = args.operands[2].matrix<const T>();
  const auto result = args.results[0].matrix<T>();
  for (int64_t i = 0; i < a.rows; ++i) {
    for (int64_t e = a.row_offsets[i]; e < a.row_offsets[i + 1]; ++e) {
      for (int64_t h = 0; h < result.cols; ++h) {
        compute_t<T> sum = 0;
        if (args.operands[1].present()) sum += load(receiver.at(i, h));
        if (args.operands[2].present()) sum += load(sender.at(a.columns[e], h));
        store(result.at(a.edge_position(e), h), sum);
      }
    }
  }
}

template <class T>
void sum_edges(const KernelArgs& args) {
  const AdjacencyView& a = *args.operands[0].adjacency;
  const auto values = args.operands[1].matrix<const T>();
  const auto y = args.results[0].matrix<T>();
  for (int64_t i = 0; i < a.rows; ++i) {
    for (int64_t h = 0; h < y.cols; ++h) {
      compute_t<T> sum = 0;
      for (int64_t e = a.row_offsets[i]; e < a.row_offsets[i + 1]; ++e) {
        sum += load(values.at(a.edge_position(e), h));
      }
      store(y.at(i, h), sum);
    }
  }
}

void run_add(const KernelArgs& args) {
  dispatch_floating(args.results[0].dtype, [&]<class T>(T) { add_nodes<T>(args); });
}

void run_sum(const KernelArgs& args) {
  dispatch_floating(args.results[0].dtype, [&]<class T>(T) { sum_edges<T>(args); });
}

}  // namespace

const Kernel kEdgeAdd = {
    .name = "edge_add_reference",
    .op = &heddle::kEdgeAdd,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run_add,
};

const Kernel kEdgeSum = {
    .name = "edge_sum_reference",
    .op = &heddle::kEdgeSum,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run_sum,
};

}  // namespace heddle::reference
