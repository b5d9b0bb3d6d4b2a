// linear, dense bf16 rows as f32 products of oneDNN:  y = x w (+ bias, addend, activation).
//
// For CPUs without bf16 products (x86 before AVX-512). w is widened once; a panel of kPanelRows
// rows of x is widened, multiplied and rounded while it is in the second-level cache.
//
// Weak for narrow results, where widening costs as much as the product; never better than a product
// in bf16 where the CPU has one.

#include "heddle/base/parallel.h"
#include "heddle/kernels/cpu/bf16_rows.h"
#include "heddle/kernels/cpu/dense_cost.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/product_onednn.h"
#include "heddle/kernels/cpu/workspace_layout.h"
#include "heddle/ops/linear.h"

#include <algorithm>

namespace heddle::cpu {
namespace {

constexpr int64_t kPanelRows = 256;
constexpr double kShareOfPeak = 0.6;

// In floats: the widened weights, then for each thread a panel of x and one of y.
struct Workspace {
  int64_t weights, x_panel, y_panel;
};

int64_t panel_count(int64_t rows) { return (rows + kPanelRows - 1) / kPanelRows; }

Workspace workspace(int64_t inner, int64_t cols) {
  return {padded_floats(inner * cols), padded_floats(kPanelRows * inner),
          padded_floats(kPanelRows * cols)};
}

Support supports(const KernelQuery& query) {
  const Type& x = query.operands[0];
  const Type& y = query.results[0];
  if (!x.is_dense()) return no("x is not dense");
  if (y.dtype != DType::kBf16) return no("rows are not bf16");
  if (x.cols == 0 || y.cols == 0) return no("a matrix has no columns");
  return yes();
}

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Workspace space = workspace(query.operands[0].cols, query.results[0].cols);
  const int64_t slots = std::min<int64_t>(query.threads, panel_count(query.results[0].rows));
  return {.seconds = dense_seconds(query, hardware, kShareOfPeak * hardware.f32_flops),
          .workspace_bytes =
              (space.weights + slots * (space.x_panel + space.y_panel)) * size_of(DType::kF32)};
}

std::shared_ptr<const void> prepare(const KernelQuery& query) {
  const ProductSpec spec = {.shape = {kAnySize, kAnySize, kAnySize},
                            .transpose_b = query.attributes.flag("transpose_w"),
                            .has_bias = query.has_operand(2),
                            .accumulate = query.has_operand(3),
                            .activation = activation_of(query.attributes)};
  return std::make_shared<const PlannedProduct>(spec, query.threads);
}

void run(const KernelArgs& args) {
  const auto& prepared = *static_cast<const PlannedProduct*>(args.prepared);
  const auto x = args.operands[0].matrix<const Bf16>();
  const auto w = args.operands[1].matrix<const Bf16>();
  const auto addend = args.operands[3].matrix<const Bf16>();
  const auto y = args.results[0].matrix<Bf16>();
  const Workspace space = workspace(x.cols, y.cols);
  auto* weights = reinterpret_cast<float*>(args.workspace);
  widen(w, weights);
  parallel_for_library_calls(
      std::min(args.threads, prepared.threads), panel_count(y.rows), [&](int64_t panel, int slot) {
        const int64_t first = panel * kPanelRows, rows = std::min(kPanelRows, y.rows - first);
        float* wide_x = weights + space.weights + slot * (space.x_panel + space.y_panel);
        float* wide_y = wide_x + space.x_panel;
        widen({x.row(first), rows, x.cols, x.stride}, wide_x);
        if (addend.data != nullptr) {
          widen({addend.row(first), rows, y.cols, addend.stride}, wide_y);
        }
        prepared.product.run({rows, x.cols, y.cols},
                             {.a = wide_x,
                              .b = weights,
                              .bias = args.operands[2].values<const float>(),
                              .c = wide_y,
                              .a_stride = x.cols,
                              .b_stride = w.cols,
                              .c_stride = y.cols});
        narrow(wide_y, {y.row(first), rows, y.cols, y.stride});
      });
}

}  // namespace

const Kernel kLinearDenseWidenedOnednn = {
    .name = "linear_dense_cpu_onednn_widened",
    .op = &kLinear,
    .supports = supports,
    .cost = cost,
    .run = run,
    .prepare = prepare,
    .may_overwrite = overwrites(0, 3),
};

}  // namespace heddle::cpu
