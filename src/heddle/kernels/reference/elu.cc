// elu and elu_gradient, reference, element by element:
//   y = x where x > 0, else exp(x) - 1
//   dx = dy where y > 0, else dy * (y + 1)

#include "heddle/ops/elu.h"

#include "heddle/kernels/reference/activation.h"
#include "heddle/kernels/reference/elementwise.h"
#include "heddle/kernels/reference/kernels.h"

namespace heddle::reference {
namespace {

void run(const KernelArgs& args) {
  map1(args, [](auto x) { return activate(Activation::kElu, x); });
}

void run_gradient(const KernelArgs& args) {
  map2(args, []<class C>(C y, C dy) { return y > 0 ? dy : dy * (y + 1); });
}

}  // namespace

const Kernel kElu = {
    .name = "elu_reference",
    .op = &heddle::kElu,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run,
    .may_overwrite = 0b1,
};

const Kernel kEluGradient = {
    .name = "elu_gradient_reference",
    .op = &heddle::kEluGradient,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run_gradient,
    .may_overwrite = 0b11,
};

}  // namespace heddle::reference
