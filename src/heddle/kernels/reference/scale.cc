// scale, reference:  y = factor * x, element by element.

#include "heddle/ops/scale.h"

#include "heddle/kernels/reference/elementwise.h"
#include "heddle/kernels/reference/kernels.h"

namespace heddle::reference {
namespace {

void run(const KernelArgs& args) {
  const double factor = args.attributes->number("factor");
  map1(args, [factor]<class C>(C x) { return static_cast<C>(factor) * x; });
}

}  // namespace

const Kernel kScale = {
    .name = "scale_reference",
    .op = &heddle::kScale,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run,
    .may_overwrite = 0b1,
};

}  // namespace heddle::reference
