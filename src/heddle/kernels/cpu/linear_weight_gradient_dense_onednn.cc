// linear_weight_gradient, dense rows, oneDNN:  dw = x^T dy, f32 and bf16 rows, f32 result.
//
// The sum over rows is cut into at most kGroups groups by the number of rows alone; each group
// leaves its product in the workspace, and the groups are added in order: the bits do not depend on
// the number of threads. Columns of x are cut too (kTileColumns), so that wide weights, of which
// few groups fit the workspace, keep all threads at work.
//
// Weak where N is small against D and F: the products of the groups then cost as much as the sum.

#include "heddle/base/parallel.h"
#include "heddle/kernels/cpu/dense_cost.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/ordered_sum.h"
#include "heddle/kernels/cpu/product_onednn.h"
#include "heddle/ops/linear.h"

#include <algorithm>

namespace heddle::cpu {
namespace {

constexpr int64_t kGroups = 32;
constexpr int64_t kRowsPerGroup = 1024;  // at least
constexpr int64_t kTileColumns = 512;
constexpr int64_t kWorkspaceBytes = int64_t{64} << 20;

int64_t group_count(int64_t rows, int64_t weights) {
  const int64_t fitting = kWorkspaceBytes / (weights * size_of(DType::kF32));
  return std::clamp<int64_t>(rows / kRowsPerGroup, 1, std::clamp<int64_t>(fitting, 1, kGroups));
}

Support supports(const KernelQuery& query) {
  const Type& x = query.operands[0];
  const Type& dy = query.operands[1];
  if (!x.is_dense()) return no("x is not dense");
  if (dy.dtype == DType::kF64) return no("rows are f64");
  if (!has_product(dy.dtype)) return no("oneDNN has no bf16 products on this CPU");
  if (x.cols == 0 || dy.cols == 0) return no("a matrix has no columns");
  return yes();
}

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Type& dw = query.results[0];
  const bool is_bf16 = query.operands[0].dtype == DType::kBf16;
  const int64_t groups = group_count(query.operands[0].rows, dw.elements());
  return {
      .seconds = dense_seconds(query, hardware, is_bf16 ? hardware.bf16_flops : hardware.f32_flops),
      .workspace_bytes = groups == 1 ? 0 : groups * dw.bytes()};
}

std::shared_ptr<const void> prepare(const KernelQuery& query) {
  return std::make_shared<const Product>(
      ProductSpec{.shape = {kAnySize, kAnySize, query.operands[1].cols},
                  .operands = query.operands[0].dtype,
                  .result = DType::kF32,
                  .transpose_a = true});
}

void run(const KernelArgs& args) {
  const auto& product = *static_cast<const Product*>(args.prepared);
  const OperandView& x = args.operands[0];
  const OperandView& dy = args.operands[1];
  const auto dw = args.results[0].matrix<float>();
  if (x.rows == 0) {
    for (int64_t row = 0; row < dw.rows; ++row) std::fill_n(dw.row(row), dw.cols, 0.0F);
    return;
  }
  const int64_t groups = group_count(x.rows, dw.rows * dw.cols);
  const int64_t tiles = (dw.rows + kTileColumns - 1) / kTileColumns;
  parallel_for_library_calls(args.threads, groups * tiles, [&](int64_t task, int) {
    const int64_t group = task / tiles, column = task % tiles * kTileColumns;
    const int64_t first = x.rows * group / groups, end = x.rows * (group + 1) / groups;
    const int64_t columns = std::min(kTileColumns, dw.rows - column);
    const int64_t bytes = size_of(x.dtype);
    auto* parts = reinterpret_cast<float*>(args.workspace);
    float* part = groups == 1 ? dw.row(column) : parts + (group * dw.rows + column) * dw.cols;
    product.run({columns, end - first, dw.cols},
                {.a = x.values<const std::byte>() + (first * x.stride + column) * bytes,
                 .b = dy.values<const std::byte>() + first * dy.stride * bytes,
                 .c = part,
                 .a_stride = x.stride,
                 .b_stride = dy.stride,
                 .c_stride = groups == 1 ? dw.stride : dw.cols});
  });
  if (groups > 1) {
    add_parts(args.threads, reinterpret_cast<const float*>(args.workspace), groups, dw);
  }
}

}  // namespace

const Kernel kLinearWeightGradientDenseOnednn = {
    .name = "linear_weight_gradient_dense_cpu_onednn",
    .op = &kLinearWeightGradient,
    .supports = supports,
    .cost = cost,
    .run = run,
    .prepare = prepare,
};

}  // namespace heddle::cpu
