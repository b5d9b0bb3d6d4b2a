// cast, reference:  the same numbers, rounded to nearest even.

#include "heddle/ops/cast.h"

#include "heddle/kernels/reference/dispatch.h"
#include "heddle/kernels/reference/kernels.h"

namespace heddle::reference {
namespace {

template <class From, class To>
void cast_matrix(const KernelArgs& args) {
  const auto x = args.operands[0].matrix<const From>();
  const auto y = args.results[0].matrix<To>();
  for (int64_t i = 0; i < y.rows; ++i) {
    for (int64_t j = 0; j < y.cols; ++j) {
      store(y.at(i, j), static_cast<compute_t<To>>(load(x.at(i, j))));
    }
  }
}

void run(const KernelArgs& args) {
  dispatch_floating(args.operands[0].dtype, [&]<class From>(From) {
    dispatch_floating(args.results[0].dtype, [&]<class To>(To) { cast_matrix<From, To>(args); });
  });
}

}  // namespace

const Kernel kCast = {
    .name = "cast_reference",
    .op = &heddle::kCast,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run,
};

}  // namespace heddle::reference
