// head_dot, head_outer and head_column_sum, reference:
//   l[i, h] = sum over f of x[i, h, f] * a[h, f]
//   x[i, h, f] = l[i, h] * a[h, f]
//   a[h, f] = sum over i of l[i, h] * x[i, h, f]

#include "heddle/ops/head_dot.h"

#include "heddle/kernels/reference/dispatch.h"
#include "heddle/kernels/reference/kernels.h"

namespace heddle::reference {
namespace {

void run_dot(const KernelArgs& args) {
  dispatch_floating(args.operands[0].dtype, [&]<class T>(T) {
    const auto x = args.operands[0].matrix<const T>();
    const auto a = args.operands[1].matrix<const compute_t<T>>();
    const auto l = args.results[0].matrix<compute_t<T>>();
    const int64_t head_cols = x.cols / args.operands[0].heads;
    for (int64_t i = 0; i < l.rows; ++i) {
      for (int64_t h = 0; h < l.cols; ++h) {
        compute_t<T> sum = 0;
        for (int64_t c = h * head_cols; c < (h + 1) * head_cols; ++c) {
          sum += load(x.at(i, c)) * a.at(0, c);
        }
        l.at(i, h) = sum;
      }
    }
  });
}

void run_outer(const KernelArgs& args) {
  dispatch_floating(args.results[0].dtype, [&]<class T>(T) {
    const auto l = args.operands[0].matrix<const compute_t<T>>();
    const auto a = args.operands[1].matrix<const compute_t<T>>();
    const auto x = args.results[0].matrix<T>();
    const int64_t head_cols = x.cols / l.cols;
    for (int64_t i = 0; i < x.rows; ++i) {
      for (int64_t c = 0; c < x.cols; ++c) {
        store(x.at(i, c), l.at(i, c / head_cols) * a.at(0, c));
      }
    }
  });
}

void run_column_sum(const KernelArgs& args) {
  dispatch_floating(args.operands[0].dtype, [&]<class T>(T) {
    const auto x = args.operands[0].matrix<const T>();
    const auto l = args.operands[1].matrix<const compute_t<T>>();
    const auto a = args.results[0].matrix<compute_t<T>>();
    const int64_t head_cols = x.cols / args.operands[0].heads;
    for (int64_t c = 0; c < x.cols; ++c) {
      compute_t<T> sum = 0;
      for (int64_t i = 0; i < x.rows; ++i) sum += load(x.at(i, c)) * l.at(i, c / head_cols);
      a.at(0, c) = sum;
    }
  });
}

}  // namespace

const Kernel kHeadDot = {
    .name = "head_dot_reference",
    .op = &heddle::kHeadDot,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run_dot,
};

const Kernel kHeadOuter = {
    .name = "head_outer_reference",
    .op = &heddle::kHeadOuter,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run_outer,
};

const Kernel kHeadColumnSum = {
    .name = "head_column_sum_reference",
    .op = &heddle::kHeadColumnSum,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run_column_sum,
};

}  // namespace heddle::reference
