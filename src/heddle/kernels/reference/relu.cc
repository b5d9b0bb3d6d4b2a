// relu, reference:  y = max(x, 0), element by element.

#include "heddle/ops/relu.h"

#include "heddle/kernels/reference/dispatch.h"
#include "heddle/kernels/reference/kernels.h"

namespace heddle::reference {
namespace {

void run(const KernelArgs& args) {
  dispatch_floating(args.results[0].dtype, [&]<class T>(T) {
    const auto x = args.operands[0].matrix<const T>();
    const auto y = args.results[0].matrix<T>();
    for (int64_t i = 0; i < y.rows; ++i) {
      for (int64_t j = 0; j < y.cols; ++j) {
        const auto value = load(x.at(i, j));
        store(y.at(i, j), value > 0 ? value : 0);
      }
    }
  });
}

}  // namespace

const Kernel kRelu = {
    .name = "relu_reference",
    .op = &heddle::kRelu,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run,
    .may_overwrite = 1,
};

}  // namespace heddle::reference
