// row_scale and row_dot, reference:
//   y[i, :] = s[i] * x[i, :]
//   y[i] = sum over c of a[i, c] * b[i, c], in the order of c

#include "heddle/ops/row_scale.h"

#include "heddle/kernels/reference/dispatch.h"
#include "heddle/kernels/reference/kernels.h"

namespace heddle::reference {
namespace {

void run_scale(const KernelArgs& args) {
  dispatch_floating(args.results[0].dtype, [&]<class T>(T) {
    const auto x = args.operands[0].matrix<const T>();
    const auto s = args.operands[1].matrix<const compute_t<T>>();
    const auto y = args.results[0].matrix<T>();
    for (int64_t i = 0; i < y.rows; ++i) {
      for (int64_t j = 0; j < y.cols; ++j) store(y.at(i, j), s.at(i, 0) * load(x.at(i, j)));
    }
  });
}

void run_dot(const KernelArgs& args) {
  dispatch_floating(args.operands[0].dtype, [&]<class T>(T) {
    const auto a = args.operands[0].matrix<const T>();
    const auto b = args.operands[1].matrix<const T>();
    const auto y = args.results[0].matrix<compute_t<T>>();
    for (int64_t i = 0; i < a.rows; ++i) {
      compute_t<T> sum = 0;
      for (int64_t j = 0; j < a.cols; ++j) sum += load(a.at(i, j)) * load(b.at(i, j));
      y.at(i, 0) = sum;
    }
  });
}

}  // namespace

const Kernel kRowScale = {
    .name = "row_scale_reference",
    .op = &heddle::kRowScale,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run_scale,
    .may_overwrite = 0b1,
};

const Kernel kRowDot = {
    .name = "row_dot_reference",
    .op = &heddle::kRowDot,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run_dot,
};

}  // namespace heddle::reference
