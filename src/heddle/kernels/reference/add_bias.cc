// add_bias, reference:  y[i, :] = x[i, :] + bias.

#include "heddle/ops/add_bias.h"

#include "heddle/kernels/reference/dispatch.h"
#include "heddle/kernels/reference/kernels.h"

namespace heddle::reference {
namespace {

void run(const KernelArgs& args) {
  dispatch_floating(args.results[0].dtype, [&]<class T>(T) {
    const auto x = args.operands[0].matrix<const T>();
    const auto bias = args.operands[1].matrix<const compute_t<T>>();
    const auto y = args.results[0].matrix<T>();
    for (int64_t i = 0; i < y.rows; ++i) {
      for (int64_t j = 0; j < y.cols; ++j) store(y.at(i, j), load(x.at(i, j)) + bias.at(0, j));
    }
  });
}

}  // namespace

const Kernel kAddBias = {
    .name = "add_bias_reference",
    .op = &heddle::kAddBias,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run,
    .may_overwrite = 0b1,
};

}  // namespace heddle::reference
