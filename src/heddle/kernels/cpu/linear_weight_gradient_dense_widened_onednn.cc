// linear_weight_gradient, dense bf16 rows as f32 products of oneDNN:  dw = x^T dy, f32 result.
//
// For CPUs without bf16 products (x86 before AVX-512). kPanelRows rows of x and dy are widened and
// multiplied while they are in the second-level cache; their product is added to that of the rows
// before.
//
// Weak for few columns, where widening costs as much as the product, and where D x F is large
// against kPanelRows; never better than a product in bf16 where the CPU has one.

#include "heddle/kernels/cpu/bf16_rows.h"
#include "heddle/kernels/cpu/dense_cost.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/product_onednn.h"
#include "heddle/kernels/cpu/weight_gradient_parts.h"
#include "heddle/kernels/cpu/workspace_layout.h"
#include "heddle/ops/linear.h"

namespace heddle::cpu {
namespace {

constexpr int64_t kPanelRows = 256;
constexpr double kShareOfPeak = 0.6;

// In floats, of each thread: a panel of x, one of dy, their product.
struct Workspace {
  int64_t x_panel, dy_panel, product;

  int64_t floats() const { return x_panel + dy_panel + product; }
};

Workspace workspace(int64_t inner, int64_t cols) {
  const int64_t columns = std::min(inner, kWeightTileColumns);
  return {padded_floats(kPanelRows * columns), padded_floats(kPanelRows * cols),
          padded_floats(columns * cols)};
}

// What a thread may use while it multiplies.
struct Panels {
  float *x, *dy, *product;
};

Support supports(const KernelQuery& query) {
  const Type& x = query.operands[0];
  const Type& dy = query.operands[1];
  if (!x.is_dense()) return no("x is not dense");
  if (dy.dtype != DType::kBf16) return no("rows are not bf16");
  if (x.cols == 0 || dy.cols == 0) return no("a matrix has no columns");
  return yes();
}

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Type& x = query.operands[0];
  const Type& dw = query.results[0];
  const Workspace space = workspace(x.cols, dw.cols);
  const int64_t parts = padded_floats(weight_gradient_parts_floats(x.rows, dw.elements()));
  const int64_t slots =
      std::min<int64_t>(query.threads, weight_gradient_part_count(x.rows, dw.rows, dw.cols));
  return {.seconds = dense_seconds(query, hardware, kShareOfPeak * hardware.f32_flops),
          .workspace_bytes = (parts + slots * space.floats()) * size_of(DType::kF32)};
}

std::shared_ptr<const void> prepare(const KernelQuery& query) {
  const ProductSpec spec = {.shape = {kAnySize, kAnySize, kAnySize}, .transpose_a = true};
  return std::make_shared<const PlannedProduct>(spec, query.threads);
}

void add_rows(const float* from, int64_t cols, const WeightGradientPart& to, bool first) {
  for (int64_t row = 0; row < to.columns; ++row) {
    float* sum = to.part + row * to.stride;
    const float* more = from + row * cols;
    for (int64_t col = 0; col < cols; ++col) sum[col] = first ? more[col] : sum[col] + more[col];
  }
}

void multiply(const Product& product, const MatrixView<const Bf16>& x,
              const MatrixView<const Bf16>& dy, const WeightGradientPart& cut,
              const Panels& panels) {
  for (int64_t done = 0; done < cut.rows; done += kPanelRows) {
    const int64_t row = cut.first + done, rows = std::min(kPanelRows, cut.rows - done);
    widen({x.row(row) + cut.column, rows, cut.columns, x.stride}, panels.x);
    widen({dy.row(row), rows, dy.cols, dy.stride}, panels.dy);
    product.run({cut.columns, rows, dy.cols}, {.a = panels.x,
                                               .b = panels.dy,
                                               .c = panels.product,
                                               .a_stride = cut.columns,
                                               .b_stride = dy.cols,
                                               .c_stride = dy.cols});
    add_rows(panels.product, dy.cols, cut, done == 0);
  }
}

void run(const KernelArgs& args) {
  const auto& prepared = *static_cast<const PlannedProduct*>(args.prepared);
  const auto x = args.operands[0].matrix<const Bf16>();
  const auto dy = args.operands[1].matrix<const Bf16>();
  const auto dw = args.results[0].matrix<float>();
  const Workspace space = workspace(dw.rows, dw.cols);
  float* panels = reinterpret_cast<float*>(args.workspace) +
                  padded_floats(weight_gradient_parts_floats(x.rows, dw.rows * dw.cols));
  const int threads = std::min(args.threads, prepared.threads);
  sum_weight_gradient_parts(args, threads, [&](const WeightGradientPart& cut, int slot) {
    float* mine = panels + slot * space.floats();
    multiply(prepared.product, x, dy, cut,
             {mine, mine + space.x_panel, mine + space.x_panel + space.dy_panel});
  });
}

}  // namespace

const Kernel kLinearWeightGradientDenseWidenedOnednn = {
    .name = "linear_weight_gradient_dense_cpu_onednn_widened",
    .op = &kLinearWeightGradient,
    .supports = supports,
    .cost = cost,
    .run = run,
    .prepare = prepare,
};

}  // namespace heddle::cpu
