// pad_columns, dense rows of any type:  y[i, begin + c] = x[i, c], 0 in the other columns.

#include "heddle/kernels/cpu/blocks.h"
#include "heddle/kernels/cpu/dense_cost.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/ops/slice_columns.h"

#include <cstring>

namespace heddle::cpu {
namespace {

Support supports(const KernelQuery&) { return yes(); }

void run(const KernelArgs& args) {
  const OperandView& x = args.operands[0];
  const OperandView& y = args.results[0];
  const int64_t element = size_of(y.dtype);
  const auto before = static_cast<size_t>(args.attributes->integer("begin") * element);
  const auto inside = static_cast<size_t>(x.cols * element);
  const auto after = static_cast<size_t>(y.cols * element) - before - inside;
  for_each_row_block(args, [&](const Block& block) {
    for (int64_t i = block.row_begin; i < block.row_end; ++i) {
      const auto* from = x.values<const std::byte>() + i * x.stride * element;
      auto* to = y.values<std::byte>() + i * y.stride * element;
      std::memset(to, 0, before);
      if (inside > 0) std::memcpy(to + before, from, inside);
      std::memset(to + before + inside, 0, after);
    }
  });
}

}  // namespace

const Kernel kPadColumnsDense = {
    .name = "pad_columns_dense_cpu",
    .op = &kPadColumns,
    .supports = supports,
    .cost = streaming_cost,
    .run = run,
};

}  // namespace heddle::cpu
