// column_sum, reference:  y = sum over i of x[i, :], in the order of i.

#include "heddle/ops/column_sum.h"

#include "heddle/kernels/reference/dispatch.h"
#include "heddle/kernels/reference/kernels.h"

namespace heddle::reference {
namespace {

void run(const KernelArgs& args) {
  dispatch_floating(args.operands[0].dtype, [&]<class T>(T) {
    const auto x = args.operands[0].matrix<const T>();
    const auto y = args.results[0].matrix<compute_t<T>>();
    for (int64_t j = 0; j < x.cols; ++j) {
      compute_t<T> sum = 0;
      for (int64_t i = 0; i < x.rows; ++i) sum += load(x.at(i, j));
      y.at(0, j) = sum;
    }
  });
}

}  // namespace

const Kernel kColumnSum = {
    .name = "column_sum_reference",
    .op = &heddle::kColumnSum,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run,
};

}  // namespace heddle::reference
