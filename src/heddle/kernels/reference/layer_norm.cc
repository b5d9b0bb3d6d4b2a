// layer_norm and layer_norm_gradient, reference: row by row, two passes for mean and variance. The
// equations stand in ops/layer_norm.cc.

#include "heddle/ops/layer_norm.h"

#include "heddle/kernels/reference/dispatch.h"
#include "heddle/kernels/reference/kernels.h"

#include <cmath>

namespace heddle::reference {
namespace {

template <class T>
void normalize_row(const KernelArgs& args, int64_t row) {
  using C = compute_t<T>;
  const auto x = args.operands[0].matrix<const T>();
  const auto gamma = args.operands[1].matrix<const C>();
  const auto beta = args.operands[2].matrix<const C>();
  const auto y = args.results[0].matrix<T>();
  const auto cols = static_cast<C>(x.cols);
  C sum = 0, squares = 0;
  for (int64_t j = 0; j < x.cols; ++j) sum += load(x.at(row, j));
  const C mean = x.cols == 0 ? 0 : sum / cols;
  for (int64_t j = 0; j < x.cols; ++j) {
    const C centred = load(x.at(row, j)) - mean;
    squares += centred * centred;
  }
  const C variance = x.cols == 0 ? 0 : squares / cols;
  const C inverse_std = 1 / std::sqrt(variance + static_cast<C>(args.attributes->number("eps")));
  for (int64_t j = 0; j < x.cols; ++j) {
    const C normalized = (load(x.at(row, j)) - mean) * inverse_std;
    store(y.at(row, j), gamma.at(0, j) * normalized + beta.at(0, j));
  }
  args.results[1].matrix<C>().at(row, 0) = mean;
  args.results[2].matrix<C>().at(row, 0) = inverse_std;
}

void run(const KernelArgs& args) {
  dispatch_floating(args.results[0].dtype, [&]<class T>(T) {
    for (int64_t row = 0; row < args.results[0].rows; ++row) normalize_row<T>(args, row);
  });
}

// What the two halves of the gradient read.
template <class T>
struct GradientOperands {
  using C = compute_t<T>;

  explicit GradientOperands(const KernelArgs& args)
      : x(args.operands[0].matrix<const T>()),
        gamma(args.operands[1].matrix<const C>()),
        mean(args.operands[2].matrix<const C>()),
        inverse_std(args.operands[3].matrix<const C>()),
        dy(args.operands[4].matrix<const T>()) {}

  C normalized(int64_t i, int64_t j) const {
    return (load(x.at(i, j)) - mean.at(i, 0)) * inverse_std.at(i, 0);
  }

  MatrixView<const T> x;
  MatrixView<const C> gamma, mean, inverse_std;
  MatrixView<const T> dy;
};

template <class T>
void gradient_of_parameters(const GradientOperands<T>& in, const KernelArgs& args) {
  using C = compute_t<T>;
  for (int64_t j = 0; j < in.x.cols; ++j) {
    C d_gamma = 0, d_beta = 0;
    for (int64_t i = 0; i < in.x.rows; ++i) {
      d_gamma += load(in.dy.at(i, j)) * in.normalized(i, j);
      d_beta += load(in.dy.at(i, j));
    }
    args.results[1].matrix<C>().at(0, j) = d_gamma;
    args.results[2].matrix<C>().at(0, j) = d_beta;
  }
}

template <class T>
void gradient_of_rows(const GradientOperands<T>& in, const MatrixView<T>& dx) {
  using C = compute_t<T>;
  const auto cols = static_cast<C>(in.x.cols);
  for (int64_t i = 0; i < in.x.rows; ++i) {
    C sum = 0, dot = 0;
    for (int64_t j = 0; j < in.x.cols; ++j) {
      const C g = in.gamma.at(0, j) * load(in.dy.at(i, j));
      sum += g;
      dot += g * in.normalized(i, j);
    }
    for (int64_t j = 0; j < in.x.cols; ++j) {
      const C g = in.gamma.at(0, j) * load(in.dy.at(i, j));
      store(dx.at(i, j),
            in.inverse_std.at(i, 0) * (g - sum / cols - in.normalized(i, j) * dot / cols));
    }
  }
}

void run_gradient(const KernelArgs& args) {
  dispatch_floating(args.results[0].dtype, [&]<class T>(T) {
    const GradientOperands<T> in(args);
    gradient_of_parameters(in, args);
    gradient_of_rows(in, args.results[0].matrix<T>());
  });
}

}  // namespace

const Kernel kLayerNorm = {
    .name = "layer_norm_reference",
    .op = &heddle::kLayerNorm,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run,
    .may_overwrite = 0b1,
};

const Kernel kLayerNormGradient = {
    .name = "layer_norm_gradient_reference",
    .op = &heddle::kLayerNormGradient,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run_gradient,
    .may_overwrite = 0b10001,
};

}  // namespace heddle::reference
