// linear_weight_gradient, dense rows, oneDNN:  dw = x^T dy, f32 and bf16 rows, f32 result.
//
// Weak where N is small against D and F: the products of the groups then cost as much as the sum.

#include "heddle/kernels/cpu/dense_cost.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/product_onednn.h"
#include "heddle/kernels/cpu/weight_gradient_parts.h"
#include "heddle/ops/linear.h"

namespace heddle::cpu {
namespace {

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
  const bool is_bf16 = query.operands[0].dtype == DType::kBf16;
  return {
      .seconds = dense_seconds(query, hardware, is_bf16 ? hardware.bf16_flops : hardware.f32_flops),
      .workspace_bytes =
          size_of(DType::kF32) *
          weight_gradient_parts_floats(query.operands[0].rows, query.results[0].elements())};
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
  const int64_t bytes = size_of(x.dtype);
  sum_weight_gradient_parts(args, args.threads, [&](const WeightGradientPart& cut, int) {
    product.run({cut.columns, cut.rows, dy.cols},
                {.a = x.values<const std::byte>() + (cut.first * x.stride + cut.column) * bytes,
                 .b = dy.values<const std::byte>() + cut.first * dy.stride * bytes,
                 .c = cut.part,
                 .a_stride = x.stride,
                 .b_stride = dy.stride,
                 .c_stride = cut.stride});
  });
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
