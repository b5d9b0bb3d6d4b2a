// batch_norm, batch_norm_gradient and batch_norm_inference, reference: column by column, two passes
// for mean and variance. The equations stand in ops/batch_norm.cc.

#include "heddle/ops/batch_norm.h"

#include "heddle/kernels/reference/dispatch.h"
#include "heddle/kernels/reference/kernels.h"

#include <algorithm>
#include <cmath>

namespace heddle::reference {
namespace {

template <class C>
struct Moments {
  C mean, variance;
};

template <class T>
Moments<compute_t<T>> column_moments(const MatrixView<const T>& x, int64_t col) {
  using C = compute_t<T>;
  if (x.rows == 0) return {0, 0};
  C sum = 0, squares = 0;
  for (int64_t i = 0; i < x.rows; ++i) sum += load(x.at(i, col));
  const C mean = sum / static_cast<C>(x.rows);
  for (int64_t i = 0; i < x.rows; ++i) {
    const C centred = load(x.at(i, col)) - mean;
    squares += centred * centred;
  }
  return {mean, squares / static_cast<C>(x.rows)};
}

template <class T>
void normalize_column(const KernelArgs& args, int64_t col, compute_t<T> mean,
                      compute_t<T> inverse_std) {
  using C = compute_t<T>;
  const auto x = args.operands[0].matrix<const T>();
  const C gamma = args.operands[1].matrix<const C>().at(0, col);
  const C beta = args.operands[2].matrix<const C>().at(0, col);
  const auto y = args.results[0].matrix<T>();
  for (int64_t i = 0; i < y.rows; ++i) {
    store(y.at(i, col), gamma * ((load(x.at(i, col)) - mean) * inverse_std) + beta);
  }
}

template <class T>
void train_column(const KernelArgs& args, int64_t col) {
  using C = compute_t<T>;
  const auto x = args.operands[0].matrix<const T>();
  const auto row = [&](size_t result) -> C& { return args.results[result].matrix<C>().at(0, col); };
  const C old_mean = args.operands[3].matrix<const C>().at(0, col);
  const C old_var = args.operands[4].matrix<const C>().at(0, col);
  const Moments<C> batch = column_moments(x, col);
  const C inverse_std =
      1 / std::sqrt(batch.variance + static_cast<C>(args.attributes->number("eps")));
  normalize_column<T>(args, col, batch.mean, inverse_std);
  row(1) = batch.mean;
  row(2) = inverse_std;
  const bool empty = x.rows == 0;
  const C momentum = empty ? 0 : static_cast<C>(args.attributes->number("momentum"));
  const C unbiased =
      batch.variance * (static_cast<C>(x.rows) / static_cast<C>(std::max<int64_t>(x.rows - 1, 1)));
  row(3) = (1 - momentum) * old_mean + momentum * batch.mean;
  row(4) = (1 - momentum) * old_var + momentum * unbiased;
}

void run(const KernelArgs& args) {
  dispatch_floating(args.results[0].dtype, [&]<class T>(T) {
    for (int64_t col = 0; col < args.results[0].cols; ++col) train_column<T>(args, col);
  });
}

void run_inference(const KernelArgs& args) {
  const double eps = args.attributes->number("eps");
  dispatch_floating(args.results[0].dtype, [&]<class T>(T) {
    using C = compute_t<T>;
    for (int64_t col = 0; col < args.results[0].cols; ++col) {
      const C mean = args.operands[3].matrix<const C>().at(0, col);
      const C variance = args.operands[4].matrix<const C>().at(0, col);
      normalize_column<T>(args, col, mean, 1 / std::sqrt(variance + static_cast<C>(eps)));
    }
  });
}

template <class T>
void gradient_column(const KernelArgs& args, int64_t col) {
  using C = compute_t<T>;
  const auto x = args.operands[0].matrix<const T>();
  const C gamma = args.operands[1].matrix<const C>().at(0, col);
  const C mean = args.operands[2].matrix<const C>().at(0, col);
  const C inverse_std = args.operands[3].matrix<const C>().at(0, col);
  const auto dy = args.operands[4].matrix<const T>();
  const auto dx = args.results[0].matrix<T>();
  const auto normalized = [&](int64_t i) { return (load(x.at(i, col)) - mean) * inverse_std; };
  C d_gamma = 0, d_beta = 0;
  for (int64_t i = 0; i < x.rows; ++i) {
    d_gamma += load(dy.at(i, col)) * normalized(i);
    d_beta += load(dy.at(i, col));
  }
  const auto rows = static_cast<C>(std::max<int64_t>(x.rows, 1));
  for (int64_t i = 0; i < x.rows; ++i) {
    store(dx.at(i, col),
          gamma * inverse_std *
              (load(dy.at(i, col)) - d_beta / rows - normalized(i) * d_gamma / rows));
  }
  args.results[1].matrix<C>().at(0, col) = d_gamma;
  args.results[2].matrix<C>().at(0, col) = d_beta;
}

void run_gradient(const KernelArgs& args) {
  dispatch_floating(args.results[0].dtype, [&]<class T>(T) {
    for (int64_t col = 0; col < args.results[0].cols; ++col) gradient_column<T>(args, col);
  });
}

}  // namespace

const Kernel kBatchNorm = {
    .name = "batch_norm_reference",
    .op = &heddle::kBatchNorm,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run,
    .may_overwrite = overwrites(0, 0) | overwrites(3, 3) | overwrites(4, 4),
};

const Kernel kBatchNormGradient = {
    .name = "batch_norm_gradient_reference",
    .op = &heddle::kBatchNormGradient,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run_gradient,
    .may_overwrite = 0b10001,
};

const Kernel kBatchNormInference = {
    .name = "batch_norm_inference_reference",
    .op = &heddle::kBatchNormInference,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run_inference,
    .may_overwrite = 0b1,
};

}  // namespace heddle::reference
