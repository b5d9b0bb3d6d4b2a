// spmm_topk and its gradient, reference. Sums run in the order of the edges of a receiver, and for
// the gradient of a sender.

#include "heddle/ops/spmm_topk.h"

#include "heddle/kernels/reference/edge_weight.h"
#include "heddle/kernels/reference/kept_rows.h"
#include "heddle/kernels/reference/kernels.h"

namespace heddle::reference {
namespace {

// The column's place among the kept ones of a row; -1 if it is not kept.
template <class Position>
int64_t place_of(const MatrixView<const Position>& positions, int64_t row, int64_t column) {
  for (int64_t r = 0; r < positions.cols; ++r) {
    if (positions.at(row, r) == column) return r;
  }
  return -1;
}

template <class T, class Position>
compute_t<T> sum_column(const KernelArgs& args, int64_t row, int64_t column) {
  const AdjacencyView& a = *args.operands[0].adjacency;
  const auto values = args.operands[1].matrix<const T>();
  const auto positions = args.operands[2].matrix<const Position>();
  compute_t<T> sum = 0;
  for (int64_t e = a.row_offsets[row]; e < a.row_offsets[row + 1]; ++e) {
    const int64_t place = place_of(positions, a.columns[e], column);
    if (place < 0) continue;
    sum += edge_weight<compute_t<T>>(args.operands[3], a.edge_position(e)) *
           load(values.at(a.columns[e], place));
  }
  return sum;
}

void run(const KernelArgs& args) {
  const AdjacencyView& a = *args.operands[0].adjacency;
  const bool mean = args.attributes->text("reduce") == "mean";
  dispatch_kept(args.results[0], args.operands[2], [&]<class T, class Position>(T, Position) {
    using C = compute_t<T>;
    const auto y = args.results[0].matrix<T>();
    for (int64_t i = 0; i < y.rows; ++i) {
      const C scale = mean && a.degree(i) > 0 ? C{1} / static_cast<C>(a.degree(i)) : C{1};
      for (int64_t c = 0; c < y.cols; ++c) {
        store(y.at(i, c), scale * sum_column<T, Position>(args, i, c));
      }
    }
  });
}

void run_gradient(const KernelArgs& args) {
  const AdjacencyView& out_edges = *args.operands[0].adjacency->transposed;
  dispatch_kept(args.results[0], args.operands[2], [&]<class T, class Position>(T, Position) {
    using C = compute_t<T>;
    const auto dy = args.operands[1].matrix<const T>();
    const auto positions = args.operands[2].matrix<const Position>();
    const auto d_values = args.results[0].matrix<T>();
    for (int64_t j = 0; j < d_values.rows; ++j) {
      for (int64_t r = 0; r < d_values.cols; ++r) {
        C sum = 0;
        for (int64_t t = out_edges.row_offsets[j]; t < out_edges.row_offsets[j + 1]; ++t) {
          sum += edge_weight<C>(args.operands[3], out_edges.edge_position(t)) *
                 load(dy.at(out_edges.columns[t], positions.at(j, r)));
        }
        store(d_values.at(j, r), sum);
      }
    }
  });
}

}  // namespace

const Kernel kSpmmTopk = {
    .name = "spmm_topk_reference",
    .op = &heddle::kSpmmTopk,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run,
};

const Kernel kSpmmTopkGradient = {
    .name = "spmm_topk_gradient_reference",
    .op = &heddle::kSpmmTopkGradient,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run_gradient,
};

}  // namespace heddle::reference
