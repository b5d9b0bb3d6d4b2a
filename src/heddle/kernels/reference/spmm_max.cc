// spmm_max, reference: the first largest value among the senders, and its gradient: dy of a
// receiver goes to the sender that its position names.

#include "heddle/ops/spmm_max.h"

#include "heddle/kernels/reference/dispatch.h"
#include "heddle/kernels/reference/kernels.h"

#include <algorithm>

namespace heddle::reference {
namespace {

template <class T>
void maxima(const KernelArgs& args) {
  const AdjacencyView& a = *args.operands[0].adjacency;
  const auto x = args.operands[1].matrix<const T>();
  const auto y = args.results[0].matrix<T>();
  const auto argmax = args.results[1].matrix<int32_t>();
  for (int64_t i = 0; i < a.rows; ++i) {
    for (int64_t col = 0; col < y.cols; ++col) {
      compute_t<T> largest = 0;
      int32_t place = -1;
      for (int64_t e = a.row_offsets[i]; e < a.row_offsets[i + 1]; ++e) {
        const compute_t<T> value = load(x.at(a.columns[e], col));
        if (place >= 0 && !(value > largest)) continue;
        largest = value;
        place = static_cast<int32_t>(e - a.row_offsets[i]);
      }
      store(y.at(i, col), largest);
      argmax.at(i, col) = place;
    }
  }
}

// Sums in the workspace: dx may have a shorter type than what is added.
template <class T>
void scatter(const KernelArgs& args) {
  const AdjacencyView& a = *args.operands[0].adjacency;
  const auto argmax = args.operands[1].matrix<const int32_t>();
  const auto dy = args.operands[2].matrix<const T>();
  const auto dx = args.results[0].matrix<T>();
  auto* sums = reinterpret_cast<compute_t<T>*>(args.workspace);
  std::fill(sums, sums + dx.rows * dx.cols, compute_t<T>(0));
  for (int64_t i = 0; i < a.rows; ++i) {
    for (int64_t col = 0; col < dx.cols; ++col) {
      if (argmax.at(i, col) < 0) continue;
      const int64_t sender = a.columns[a.row_offsets[i] + argmax.at(i, col)];
      sums[sender * dx.cols + col] += load(dy.at(i, col));
    }
  }
  for (int64_t j = 0; j < dx.rows; ++j) {
    for (int64_t col = 0; col < dx.cols; ++col) store(dx.at(j, col), sums[j * dx.cols + col]);
  }
}

Cost gradient_cost(const KernelQuery& query, const HardwareProfile& hardware) {
  Cost cost = serial_cost(query, hardware);
  const Type& dx = query.results[0];
  cost.workspace_bytes = dx.elements() * size_of(compute_dtype(dx.dtype));
  return cost;
}

void run(const KernelArgs& args) {
  dispatch_floating(args.results[0].dtype, [&]<class T>(T) { maxima<T>(args); });
}

void run_gradient(const KernelArgs& args) {
  dispatch_floating(args.results[0].dtype, [&]<class T>(T) { scatter<T>(args); });
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
    .cost = gradient_cost,
    .run = run_gradient,
};

}  // namespace heddle::reference
