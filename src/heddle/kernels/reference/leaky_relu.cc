// leaky_relu and leaky_relu_gradient, reference, element by element:
//   y = x where x > 0, else slope * x
//   dx = dy where y > 0, else slope * dy

#include "heddle/ops/leaky_relu.h"

#include "heddle/kernels/reference/elementwise.h"
#include "heddle/kernels/reference/kernels.h"

namespace heddle::reference {
namespace {

void run(const KernelArgs& args) {
  const double slope = args.attributes->number("slope");
  map1(args, [slope]<class C>(C x) { return x > 0 ? x : static_cast<C>(slope) * x; });
}

void run_gradient(const KernelArgs& args) {
  const double slope = args.attributes->number("slope");
  map2(args, [slope]<class C>(C y, C dy) { return y > 0 ? dy : static_cast<C>(slope) * dy; });
}

}  // namespace

const Kernel kLeakyRelu = {
    .name = "leaky_relu_reference",
    .op = &heddle::kLeakyRelu,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run,
    .may_overwrite = 0b1,
};

const Kernel kLeakyReluGradient = {
    .name = "leaky_relu_gradient_reference",
    .op = &heddle::kLeakyReluGradient,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run_gradient,
    .may_overwrite = 0b11,
};

}  // namespace heddle::reference
