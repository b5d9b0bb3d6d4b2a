// segment_softmax, reference: softmax over the in-edges of every receiver, and its gradient
// de = y (dy - sum over the in-edges of y dy).

#include "heddle/ops/segment_softmax.h"

#include "heddle/kernels/reference/dispatch.h"
#include "heddle/kernels/reference/kernels.h"

#include <algorithm>
#include <cmath>

namespace heddle::reference {
namespace {

// Calls body(row, column) for every column of every row that has edges.
template <class Body>
void for_each_segment(const AdjacencyView& a, int64_t cols, const Body& body) {
  for (int64_t i = 0; i < a.rows; ++i) {
    for (int64_t h = 0; h < cols && a.degree(i) > 0; ++h) body(i, h);
  }
}

template <class T>
void softmax(const KernelArgs& args) {
  const AdjacencyView& a = *args.operands[0].adjacency;
  const auto x = args.operands[1].matrix<const T>();
  const auto y = args.results[0].matrix<T>();
  for_each_segment(a, y.cols, [&](int64_t i, int64_t h) {
    const int64_t begin = a.row_offsets[i], end = a.row_offsets[i + 1];
    compute_t<T> largest = load(x.at(a.edge_position(begin), h));
    for (int64_t e = begin; e < end; ++e) {
      largest = std::max(largest, load(x.at(a.edge_position(e), h)));
    }
    compute_t<T> sum = 0;
    for (int64_t e = begin; e < end; ++e) {
      sum += std::exp(load(x.at(a.edge_position(e), h)) - largest);
    }
    for (int64_t e = begin; e < end; ++e) {
      const int64_t position = a.edge_position(e);
      store(y.at(position, h), std::exp(load(x.at(position, h)) - largest) / sum);
    }
  });
}

template <class T>
void softmax_gradient(const KernelArgs& args) {
  const AdjacencyView& a = *args.operands[0].adjacency;
  const auto y = args.operands[1].matrix<const T>();
  const auto dy = args.operands[2].matrix<const T>();
  const auto de = args.results[0].matrix<T>();
  for_each_segment(a, y.cols, [&](int64_t i, int64_t h) {
    const int64_t begin = a.row_offsets[i], end = a.row_offsets[i + 1];
    compute_t<T> sum = 0;
    for (int64_t e = begin; e < end; ++e) {
      const int64_t position = a.edge_position(e);
      sum += load(y.at(position, h)) * load(dy.at(position, h));
    }
    for (int64_t e = begin; e < end; ++e) {
      const int64_t position = a.edge_position(e);
      store(de.at(position, h), load(y.at(position, h)) * (load(dy.at(position, h)) - sum));
    }
  });
}

void run(const KernelArgs& args) {
  dispatch_floating(args.results[0].dtype, [&]<class T>(T) { softmax<T>(args); });
}

void run_gradient(const KernelArgs& args) {
  dispatch_floating(args.results[0].dtype, [&]<class T>(T) { softmax_gradient<T>(args); });
}

}  // namespace

const Kernel kSegmentSoftmax = {
    .name = "segment_softmax_reference",
    .op = &heddle::kSegmentSoftmax,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run,
};

const Kernel kSegmentSoftmaxGradient = {
    .name = "segment_softmax_gradient_reference",
    .op = &heddle::kSegmentSoftmaxGradient,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run_gradient,
};

}  // namespace heddle::reference
