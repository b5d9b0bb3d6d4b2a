// add, reference:  y = a + b, element by element.

#include "heddle/ops/add.h"

#include "heddle/kernels/reference/elementwise.h"
#include "heddle/kernels/reference/kernels.h"

namespace heddle::reference {

const Kernel kAdd = {
    .name = "add_reference",
    .op = &heddle::kAdd,
    .supports = accept_all,
    .cost = serial_cost,
    .run = [](const KernelArgs& args) { map2(args, [](auto a, auto b) { return a + b; }); },
    .may_overwrite = 0b11,
};

}  // namespace heddle::reference
