// multiply, reference:  y = a * b, element by element.

#include "heddle/ops/multiply.h"

#include "heddle/kernels/reference/elementwise.h"
#include "heddle/kernels/reference/kernels.h"

namespace heddle::reference {

const Kernel kMultiply = {
    .name = "multiply_reference",
    .op = &heddle::kMultiply,
    .supports = accept_all,
    .cost = serial_cost,
    .run = [](const KernelArgs& args) { map2(args, [](auto a, auto b) { return a * b; }); },
    .may_overwrite = 0b11,
};

}  // namespace heddle::reference
