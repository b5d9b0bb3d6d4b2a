// constant, reference:  y = value.

#include "heddle/ops/constant.h"

#include "heddle/kernels/reference/dispatch.h"
#include "heddle/kernels/reference/kernels.h"

namespace heddle::reference {
namespace {

void run(const KernelArgs& args) {
  dispatch_floating(args.results[0].dtype, [&]<class T>(T) {
    const double value = args.attributes->number("value");
    store(args.results[0].matrix<T>().at(0, 0), static_cast<compute_t<T>>(value));
  });
}

}  // namespace

const Kernel kConstant = {
    .name = "constant_reference",
    .op = &heddle::kConstant,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run,
};

}  // namespace heddle::reference
