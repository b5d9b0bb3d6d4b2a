// relation_linear, CSR, oneDNN:
//   y[i, :] = sum over relations r of (sum over the edges (i <- j) of r of w_e x[j, :]) W_r
//
// For a panel of rows the sums of all relations are put side by side, [rows, R * D], and multiplied
// by the stacked matrices in one sequential call: a blocked product reads W once for many rows,
// where the row-wise kernel reads a W_r for every run of edges. With transpose_w the matrices are
// transposed into the workspace first.
//
// For few relations that most rows have, and narrow rows. Weak where most rows have edges of few of
// the relations (zeros are multiplied too), and with hubs: a row is never cut.

#include "heddle/base/parallel.h"
#include "heddle/base/simd_loop.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/product_onednn.h"
#include "heddle/kernels/cpu/relation_call.h"
#include "heddle/kernels/cpu/workspace_layout.h"
#include "heddle/ops/relation_linear.h"

#include <algorithm>

namespace heddle::cpu {
namespace {

constexpr int64_t kPanelRows = 256;
constexpr int64_t kMaxPanelCols = 512;  // 512 KiB of sums, which stay in the second-level cache

// Columns of x and of y; R * D of the former are a row of sums.
struct Shape {
  int64_t relations, in_cols, out_cols;

  int64_t sum_cols() const { return relations * in_cols; }
};

Shape shape_of(const KernelQuery& query) {
  return {query.operands[0].relations, query.operands[1].cols, query.results[0].cols};
}

ProductSpec spec_of(const Shape& shape, int64_t rows) {
  return {.shape = {rows, shape.sum_cols(), shape.out_cols}};
}

struct Prepared {
  explicit Prepared(const KernelQuery& query)
      : panel(spec_of(shape_of(query), kPanelRows)),
        any(spec_of(shape_of(query), kAnySize)),
        scratch_bytes(padded_bytes(Product::scratch_bytes(spec_of(shape_of(query), kPanelRows)))),
        threads(query.threads) {}

  Product panel, any;
  int64_t scratch_bytes;
  int threads;
};

int64_t sums_bytes(const Shape& shape) {
  return padded_bytes(kPanelRows * shape.sum_cols() * size_of(DType::kF32));
}

Support supports(const KernelQuery& query) {
  const Shape shape = shape_of(query);
  if (query.operands[1].dtype != DType::kF32) return no("rows are not f32");
  if (shape.in_cols == 0 || shape.out_cols == 0) return no("a matrix has no columns");
  if (shape.sum_cols() > kMaxPanelCols) return no("sums of all relations are too wide for a panel");
  return yes();
}

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Shape shape = shape_of(query);
  const auto rows = static_cast<double>(query.results[0].rows);
  const double product_flops =
      2 * rows * static_cast<double>(shape.sum_cols()) * static_cast<double>(shape.out_cols);
  const double gather_flops =
      2 * static_cast<double>(query.operands[0].entries) * static_cast<double>(shape.in_cols);
  const bool transpose_w = query.attributes.flag("transpose_w");
  const int64_t scratch = padded_bytes(Product::scratch_bytes(spec_of(shape, kPanelRows)));
  return {.seconds = relation_seconds(query, hardware, query.operands[1], shape.in_cols,
                                      product_flops + gather_flops),
          .workspace_bytes = query.threads * (sums_bytes(shape) + scratch) +
                             (transpose_w ? query.operands[2].bytes() : 0)};
}

std::shared_ptr<const void> prepare(const KernelQuery& query) {
  return std::make_shared<const Prepared>(query);
}

// sums[r * D + d] = sum over the edges of relation r of row `row` of w_e x[j, d]
void sum_row(const RelationCall& call, int64_t row, float* sums) {
  const int64_t cols = call.rows.cols;
  std::fill_n(sums, call.a.relations * cols, 0.0F);
  RelationRuns runs(call.a, row, call.a.row_offsets[row], call.a.row_offsets[row + 1]);
  for (RelationRun run; runs.next(run);) {
    float* sum = sums + run.relation * cols;
    for (int64_t e = run.begin; e < run.end; ++e) {
      const float weight = call.weight_of(e);
      const auto* from = call.row<float>(call.a.columns[e]);
      HEDDLE_SIMD_LOOP
      for (int64_t d = 0; d < cols; ++d) sum[d] += weight * from[d];
    }
  }
}

// Workspace: the sums of each thread, the scratch of each, then the transposed matrices.
void run(const KernelArgs& args) {
  const auto& prepared = *static_cast<const Prepared*>(args.prepared);
  const OperandView& x = args.operands[1];
  const OperandView& y = args.results[0];
  const AdjacencyView& a = *args.operands[0].adjacency;
  const Shape shape = {a.relations, x.cols, y.cols};
  const int64_t thread_bytes = sums_bytes(shape) + prepared.scratch_bytes;
  const bool transpose_w = args.attributes->flag("transpose_w");
  const RelationCall call = {
      .a = a,
      .rows = x,
      .matrices = transpose_w
                      ? transposed_matrices(args, args.workspace + prepared.threads * thread_bytes)
                      : args.operands[2],
      .weights = args.operands[3],
      .y = y};
  const bool packed = call.matrices.stride == y.cols && y.stride == y.cols;
  const int64_t panels = (y.rows + kPanelRows - 1) / kPanelRows;
  parallel_for_library_calls(
      std::min(args.threads, prepared.threads), panels, [&](int64_t panel, int slot) {
        std::byte* const memory = args.workspace + slot * thread_bytes;
        auto* const sums = reinterpret_cast<float*>(memory);
        const int64_t first = panel * kPanelRows;
        const int64_t rows = std::min(kPanelRows, y.rows - first);
        for (int64_t i = 0; i < rows; ++i) sum_row(call, first + i, sums + i * shape.sum_cols());
        const Product& product = packed && rows == kPanelRows ? prepared.panel : prepared.any;
        product.run({rows, shape.sum_cols(), y.cols}, {.a = sums,
                                                       .b = call.matrices.data,
                                                       .c = y.values<float>() + first * y.stride,
                                                       .a_stride = shape.sum_cols(),
                                                       .b_stride = call.matrices.stride,
                                                       .c_stride = y.stride,
                                                       .scratch = memory + sums_bytes(shape)});
      });
}

}  // namespace

const Kernel kRelationLinearCsrOnednn = {
    .name = "relation_linear_csr_cpu_onednn",
    .op = &kRelationLinear,
    .supports = supports,
    .cost = cost,
    .run = run,
    .prepare = prepare,
};

}  // namespace heddle::cpu
