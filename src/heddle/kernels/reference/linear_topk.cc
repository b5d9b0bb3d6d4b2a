// linear_topk and its gradients, reference:
//
//   y[i, f]         = activation(sum over r of values[i, r] * w[p[i, r], f] (+ bias[f])
//                                (+ addend[i, f]))
//   dvalues[i, r]   = sum over f of dy[i, f] * w[p[i, r], f]
//   dw[p[i, r], f] += values[i, r] * dy[i, f]
//
// Sums run in the order of r, of f and of i.

#include "heddle/ops/linear_topk.h"

#include "heddle/kernels/reference/activation.h"
#include "heddle/kernels/reference/kept_rows.h"
#include "heddle/kernels/reference/kernels.h"

#include <vector>

namespace heddle::reference {
namespace {

template <class T, class Position>
void linear_rows(const KernelArgs& args) {
  using C = compute_t<T>;
  const auto values = args.operands[0].matrix<const T>();
  const auto positions = args.operands[1].matrix<const Position>();
  const auto w = args.operands[2].matrix<const T>();
  const OperandView &bias = args.operands[3], &addend = args.operands[4];
  const bool transposed = args.attributes->flag("transpose_w");
  const auto y = args.results[0].matrix<T>();
  for (int64_t i = 0; i < y.rows; ++i) {
    for (int64_t f = 0; f < y.cols; ++f) {
      C sum = 0;
      for (int64_t r = 0; r < values.cols; ++r) {
        const int64_t d = positions.at(i, r);
        sum += load(values.at(i, r)) * load(transposed ? w.at(f, d) : w.at(d, f));
      }
      if (bias.present()) sum += bias.matrix<const C>().at(0, f);
      if (addend.present()) sum += load(addend.matrix<const T>().at(i, f));
      store(y.at(i, f), sum);
    }
  }
  apply_activation<T>(args);
}

void run(const KernelArgs& args) {
  dispatch_kept(args.results[0], args.operands[1],
                [&]<class T, class Position>(T, Position) { linear_rows<T, Position>(args); });
}

// Row i of dy, or of its kept values at `positions`, as a whole row.
template <class T>
std::vector<compute_t<T>> whole_row(const OperandView& dy, const OperandView& positions, int64_t i,
                                    int64_t cols) {
  std::vector<compute_t<T>> row(static_cast<size_t>(cols), 0);
  const auto values = dy.matrix<const T>();
  for (int64_t c = 0; c < values.cols; ++c) {
    int64_t column = c;
    if (positions.present()) {
      column = positions.dtype == DType::kU8 ? positions.matrix<const uint8_t>().at(i, c)
                                             : positions.matrix<const uint16_t>().at(i, c);
    }
    row[static_cast<size_t>(column)] = load(values.at(i, c));
  }
  return row;
}

void run_gradient(const KernelArgs& args) {
  dispatch_kept(args.results[0], args.operands[1], [&]<class T, class Position>(T, Position) {
    const auto positions = args.operands[1].matrix<const Position>();
    const auto w = args.operands[2].matrix<const T>();
    const auto d_values = args.results[0].matrix<T>();
    for (int64_t i = 0; i < d_values.rows; ++i) {
      const auto dy = whole_row<T>(args.operands[0], args.operands[3], i, w.cols);
      for (int64_t r = 0; r < d_values.cols; ++r) {
        compute_t<T> sum = 0;
        for (int64_t f = 0; f < w.cols; ++f) {
          sum += dy[static_cast<size_t>(f)] * load(w.at(positions.at(i, r), f));
        }
        store(d_values.at(i, r), sum);
      }
    }
  });
}

template <class T, class Position>
void add_weight_gradient(const KernelArgs& args) {
  const auto values = args.operands[0].matrix<const T>();
  const auto positions = args.operands[1].matrix<const Position>();
  const auto dw = args.results[0].matrix<compute_t<T>>();
  const bool transposed = args.attributes->flag("transpose_dw");
  for (int64_t d = 0; d < dw.rows; ++d) {
    for (int64_t f = 0; f < dw.cols; ++f) dw.at(d, f) = 0;
  }
  const int64_t cols = transposed ? dw.rows : dw.cols;
  for (int64_t i = 0; i < values.rows; ++i) {
    const auto dy = whole_row<T>(args.operands[2], args.operands[3], i, cols);
    for (int64_t r = 0; r < values.cols; ++r) {
      const int64_t d = positions.at(i, r);
      for (int64_t f = 0; f < cols; ++f) {
        (transposed ? dw.at(f, d) : dw.at(d, f)) +=
            load(values.at(i, r)) * dy[static_cast<size_t>(f)];
      }
    }
  }
}

void run_weight_gradient(const KernelArgs& args) {
  dispatch_kept(args.operands[0], args.operands[1], [&]<class T, class Position>(T, Position) {
    add_weight_gradient<T, Position>(args);
  });
}

}  // namespace

const Kernel kLinearTopk = {
    .name = "linear_topk_reference",
    .op = &heddle::kLinearTopk,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run,
};

const Kernel kLinearTopkGradient = {
    .name = "linear_topk_gradient_reference",
    .op = &heddle::kLinearTopkGradient,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run_gradient,
};

const Kernel kLinearTopkWeightGradient = {
    .name = "linear_topk_weight_gradient_reference",
    .op = &heddle::kLinearTopkWeightGradient,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run_weight_gradient,
};

}  // namespace heddle::reference
