// linear, dense rows, oneDNN:  y = x w (+ bias, addend, activation), f32 and bf16.
//
// Rows are cut into panels of kPanelRows; a panel is one sequential call that also adds the bias
// and applies the activation while its rows are in cache. Full panels run a primitive that oneDNN
// compiled for their size; the last one, and rows with gaps between them, a primitive for any size.
// Wide f32 products are as fast without a size (Zen 4: 2 to 6 % faster).
//
// Weak for a few rows, which one thread computes, and where D or F is below 16.

#include "heddle/base/parallel.h"
#include "heddle/kernels/cpu/dense_cost.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/product_onednn.h"
#include "heddle/ops/linear.h"

#include <algorithm>
#include <cstring>
#include <optional>

namespace heddle::cpu {
namespace {

constexpr int64_t kPanelRows = 1024;
constexpr int64_t kWideColumns = 96;

struct Prepared {
  Prepared(const KernelQuery& query, const ProductSpec& for_any, const ProductSpec& for_panel)
      : any(for_any), threads(query.threads) {
    if (for_panel.is_fixed()) {
      panel.emplace(for_panel);
      scratch_bytes = Product::scratch_bytes(for_panel);
    }
  }

  Product any;
  std::optional<Product> panel;
  int64_t scratch_bytes = 0;  // of each thread
  int threads;
};

ProductSpec spec_of(const KernelQuery& query, int64_t rows) {
  const Type& y = query.results[0];
  return {.shape = {rows, query.operands[0].cols, y.cols},
          .operands = y.dtype,
          .result = y.dtype,
          .transpose_b = query.attributes.flag("transpose_w"),
          .has_bias = query.has_operand(2),
          .accumulate = query.has_operand(3),
          .activation = activation_of(query.attributes)};
}

ProductSpec panel_spec(const KernelQuery& query) {
  const Type& y = query.results[0];
  const bool any_is_best = y.dtype == DType::kF32 && y.cols >= kWideColumns;
  return spec_of(query, any_is_best || y.rows < kPanelRows ? kAnySize : kPanelRows);
}

bool is_packed(const OperandView& view) { return view.stride == view.cols; }

// A panel of y as the product finds it: the rows that it is added to.
void copy_rows(const OperandView& from, const OperandView& to, int64_t first, int64_t rows) {
  if (from.data == to.data) return;  // the planner gave y the memory of the addend
  const int64_t bytes = size_of(to.dtype);
  for (int64_t i = first; i < first + rows; ++i) {
    std::memcpy(to.values<std::byte>() + i * to.stride * bytes,
                from.values<const std::byte>() + i * from.stride * bytes,
                static_cast<size_t>(to.cols * bytes));
  }
}

Support supports(const KernelQuery& query) {
  const Type& x = query.operands[0];
  const Type& y = query.results[0];
  if (!x.is_dense()) return no("x is not dense");
  if (y.dtype == DType::kF64) return no("rows are f64");
  if (!has_product(y.dtype)) return no("oneDNN has no bf16 products on this CPU");
  if (x.cols == 0 || y.cols == 0) return no("a matrix has no columns");
  return yes();
}

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const bool is_bf16 = query.results[0].dtype == DType::kBf16;
  const ProductSpec panel = panel_spec(query);
  return {
      .seconds = dense_seconds(query, hardware, is_bf16 ? hardware.bf16_flops : hardware.f32_flops),
      .workspace_bytes = panel.is_fixed() ? query.threads * Product::scratch_bytes(panel) : 0};
}

std::shared_ptr<const void> prepare(const KernelQuery& query) {
  return std::make_shared<const Prepared>(query, spec_of(query, kAnySize), panel_spec(query));
}

void run(const KernelArgs& args) {
  const auto& prepared = *static_cast<const Prepared*>(args.prepared);
  const OperandView& x = args.operands[0];
  const OperandView& w = args.operands[1];
  const OperandView& addend = args.operands[3];
  const OperandView& y = args.results[0];
  const bool packed = is_packed(x) && is_packed(w) && is_packed(y);
  const int64_t element_bytes = size_of(y.dtype);
  const int64_t panels = (y.rows + kPanelRows - 1) / kPanelRows;
  parallel_for_library_calls(
      std::min(args.threads, prepared.threads), panels, [&](int64_t i, int slot) {
        const int64_t first = i * kPanelRows;
        const int64_t rows = std::min(kPanelRows, y.rows - first);
        const bool fixed = prepared.panel.has_value() && packed && rows == kPanelRows;
        if (addend.present()) copy_rows(addend, y, first, rows);
        const Product& product = fixed ? *prepared.panel : prepared.any;
        product.run({rows, x.cols, y.cols},
                    {.a = x.values<const std::byte>() + first * x.stride * element_bytes,
                     .b = w.data,
                     .bias = args.operands[2].values<const float>(),
                     .c = y.values<std::byte>() + first * y.stride * element_bytes,
                     .a_stride = x.stride,
                     .b_stride = w.stride,
                     .c_stride = y.stride,
                     .scratch = args.workspace + slot * prepared.scratch_bytes});
      });
}

}  // namespace

const Kernel kLinearDenseOnednn = {
    .name = "linear_dense_cpu_onednn",
    .op = &kLinear,
    .supports = supports,
    .cost = cost,
    .run = run,
    .prepare = prepare,
    .may_overwrite = overwrites(0, 3),
};

}  // namespace heddle::cpu
