// linear_weight_gradient, dense rows, without libraries:  dw = x^T dy, f32 and bf16 rows.
//
// Rows are cut into groups by their number alone; a group leaves its product in the workspace, and
// the groups are added in order. Inside a group a tile of dw stays in registers while the rows of a
// block, which fits the second-level cache, go by.
//
// For machines that have neither oneDNN nor anything better: a quarter of its speed at most.

#include "heddle/base/parallel.h"
#include "heddle/kernels/cpu/dense_cost.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/ordered_sum.h"
#include "heddle/ops/linear.h"

#include <algorithm>

namespace heddle::cpu {
namespace {

constexpr int64_t kTileColumns = 8, kTileRows = 4;
constexpr int64_t kGroups = 16, kRowsPerGroup = 512, kBlockRows = 64;
constexpr double kShareOfPeak = 0.1;

int64_t group_count(int64_t rows) { return std::clamp<int64_t>(rows / kRowsPerGroup, 1, kGroups); }

// Where a tile lies in dw: `rows` columns of x from `d` on, `cols` columns of dy from `f` on.
struct TilePlace {
  int64_t d, f, rows, cols;
};

// part[d, f] += sum over rows [begin, end) of x[i, d] * dy[i, f] for one tile; part is [D, F].
template <bool full, class T>
void add_tile(const MatrixView<const T>& x, const MatrixView<const T>& dy, const TilePlace& tile,
              int64_t begin, int64_t end, float* part) {
  const int64_t rows = full ? kTileRows : tile.rows, cols = full ? kTileColumns : tile.cols;
  float sums[kTileRows][kTileColumns] = {};
  for (int64_t i = begin; i < end; ++i) {
    float left[kTileRows] = {}, right[kTileColumns] = {};
    for (int64_t r = 0; r < rows; ++r) left[r] = static_cast<float>(x.row(i)[tile.d + r]);
    for (int64_t c = 0; c < cols; ++c) right[c] = static_cast<float>(dy.row(i)[tile.f + c]);
    for (int64_t r = 0; r < kTileRows; ++r) {
      for (int64_t c = 0; c < kTileColumns; ++c) sums[r][c] += left[r] * right[c];
    }
  }
  for (int64_t r = 0; r < rows; ++r) {
    float* to = part + (tile.d + r) * dy.cols + tile.f;
    for (int64_t c = 0; c < cols; ++c) to[c] += sums[r][c];
  }
}

template <class T>
void add_block(const MatrixView<const T>& x, const MatrixView<const T>& dy, int64_t begin,
               int64_t end, float* part) {
  for (int64_t d = 0; d < x.cols; d += kTileRows) {
    for (int64_t f = 0; f < dy.cols; f += kTileColumns) {
      const TilePlace tile = {d, f, std::min(kTileRows, x.cols - d),
                              std::min(kTileColumns, dy.cols - f)};
      const bool full = tile.rows == kTileRows && tile.cols == kTileColumns;
      full ? add_tile<true>(x, dy, tile, begin, end, part)
           : add_tile<false>(x, dy, tile, begin, end, part);
    }
  }
}

template <class T>
void run_typed(const KernelArgs& args) {
  const auto x = args.operands[0].matrix<const T>();
  const auto dy = args.operands[1].matrix<const T>();
  const auto dw = args.results[0].matrix<float>();
  const int64_t elements = dw.rows * dw.cols, groups = group_count(x.rows);
  auto* parts = reinterpret_cast<float*>(args.workspace);
  parallel_for(args.threads, groups, [&](int64_t group) {
    float* part = parts + group * elements;
    std::fill_n(part, elements, 0.0F);
    const int64_t end = x.rows * (group + 1) / groups;
    for (int64_t row = x.rows * group / groups; row < end; row += kBlockRows) {
      add_block(x, dy, row, std::min(row + kBlockRows, end), part);
    }
  });
  add_parts(args.threads, parts, groups, dw);
}

Support supports(const KernelQuery& query) {
  if (!query.operands[0].is_dense()) return no("x is not dense");
  if (query.operands[0].dtype == DType::kF64) return no("rows are f64");
  return yes();
}

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const int64_t groups = group_count(query.operands[0].rows);
  return {.seconds = dense_seconds(query, hardware, kShareOfPeak * hardware.f32_flops),
          .workspace_bytes = groups * query.results[0].bytes()};
}

void run(const KernelArgs& args) {
  args.operands[0].dtype == DType::kBf16 ? run_typed<Bf16>(args) : run_typed<float>(args);
}

}  // namespace

const Kernel kLinearWeightGradientDenseBlocked = {
    .name = "linear_weight_gradient_dense_cpu_blocked",
    .op = &kLinearWeightGradient,
    .supports = supports,
    .cost = cost,
    .run = run,
};

}  // namespace heddle::cpu
