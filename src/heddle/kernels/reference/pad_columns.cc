// pad_columns, reference:  y[i, begin + c] = x[i, c], 0 in the other columns.

#include "heddle/kernels/reference/dispatch.h"
#include "heddle/kernels/reference/kernels.h"
#include "heddle/ops/slice_columns.h"

namespace heddle::reference {
namespace {

void run(const KernelArgs& args) {
  const int64_t begin = args.attributes->integer("begin");
  dispatch_floating(args.results[0].dtype, [&]<class T>(T) {
    const auto x = args.operands[0].matrix<const T>();
    const auto y = args.results[0].matrix<T>();
    for (int64_t i = 0; i < y.rows; ++i) {
      for (int64_t c = 0; c < y.cols; ++c) {
        const bool inside = c >= begin && c < begin + x.cols;
        y.at(i, c) = inside ? x.at(i, c - begin) : T{};
      }
    }
  });
}

}  // namespace

const Kernel kPadColumns = {
    .name = "pad_columns_reference",
    .op = &heddle::kPadColumns,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run,
};

}  // namespace heddle::reference
