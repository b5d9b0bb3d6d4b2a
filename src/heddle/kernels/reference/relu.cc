// relu and relu_gradient, reference, element by element:
//   y = max(x, 0)
//   dx = dy where y > 0, else 0

#include "heddle/ops/relu.h"

#include "heddle/kernels/reference/elementwise.h"
#include "heddle/kernels/reference/kernels.h"

namespace heddle::reference {
namespace {

void run(const KernelArgs& args) {
  map1(args, []<class C>(C x) { return x > 0 ? x : C{0}; });
}

void run_gradient(const KernelArgs& args) {
  map2(args, []<class C>(C y, C dy) { return y > 0 ? dy : C{0}; });
}

}  // namespace

const Kernel kRelu = {
    .name = "relu_reference",
    .op = &heddle::kRelu,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run,
    .may_overwrite = 0b1,
};

const Kernel kReluGradient = {
    .name = "relu_gradient_reference",
    .op = &heddle::kReluGradient,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run_gradient,
    .may_overwrite = 0b11,
};

}  // namespace heddle::reference
