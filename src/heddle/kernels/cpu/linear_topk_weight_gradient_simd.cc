// linear_topk_weight_gradient, f32 and bf16, skipping the columns that were not kept:
//   dw[p[i, r], :] += values[i, r] * dy[i, :]
//
// Rows are cut into groups by their number alone; a group adds into a dw of its own in the
// workspace, and the groups are added in order. Inside a group dw is cut into panels of columns: a
// panel stays in the nearest cache while a block of rows goes by.
//
// Where columns of dy are kept, a block of its rows is written out first.
//
// Weak for K beyond a fifth of D, and where the CPU multiplies dense bf16 many times as fast.

#include "heddle/kernels/cpu/dense_cost.h"
#include "heddle/kernels/cpu/kept_dispatch.h"
#include "heddle/kernels/cpu/kept_row_writer.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/simd_support.h"
#include "heddle/kernels/cpu/weight_gradient_parts.h"
#include "heddle/kernels/cpu/workspace_layout.h"
#include "heddle/ops/linear_topk.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "heddle/kernels/cpu/linear_topk_weight_gradient_simd.cc"
// The order of these matters.
// clang-format off
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "heddle/kernels/cpu/element_simd.h"
#include "heddle/kernels/cpu/weight_panels_simd.h"
// clang-format on

#ifndef HEDDLE_KERNELS_CPU_LINEAR_TOPK_WEIGHT_GRADIENT_BLOCK
#define HEDDLE_KERNELS_CPU_LINEAR_TOPK_WEIGHT_GRADIENT_BLOCK
namespace heddle::cpu {
namespace {

// A block of dy of 256 columns fits the second-level cache.
constexpr int64_t kBlockRows = 128;

// A block of dy, written out.
int64_t block_bytes(int64_t cols, DType dtype) {
  return padded_bytes(kBlockRows * cols * size_of(dtype));
}

}  // namespace
}  // namespace heddle::cpu
#endif

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {
namespace {

template <class T, class Position>
class KeptWeightGradient {
 public:
  KeptWeightGradient(const KernelArgs& args, const WeightPanels& dw)
      : values_(args.operands[0].matrix<const T>()),
        positions_(args.operands[1].matrix<const Position>()),
        dy_(args.operands[2].matrix<const T>()),
        kept_dy_(args.operands[2], args.operands[3]),
        dw_(dw) {}

  // `block`: kBlockRows rows of dy, for one of which some columns are kept.
  void add(RowRange rows, MatrixView<T> block) const {
    if (kept_dy_.present()) std::fill_n(block.row(0), block.rows * block.stride, T(0));
    for (int64_t begin = rows.begin; begin < rows.end; begin += kBlockRows) {
      const RowRange part = {begin, std::min(begin + kBlockRows, rows.end)};
      kept_dy_.present() ? add_written(part, block) : add_block(part, dy_.row(begin), dy_.stride);
    }
  }

 private:
  void add_written(RowRange rows, MatrixView<T> block) const {
    for (int64_t i = rows.begin; i < rows.end; ++i) kept_dy_.write(i, block.row(i - rows.begin));
    add_block(rows, block.row(0), block.stride);
    for (int64_t i = rows.begin; i < rows.end; ++i) kept_dy_.clear(i, block.row(i - rows.begin));
  }

  // dy: row rows.begin, the others `stride` elements apart.
  void add_block(RowRange rows, const T* dy, int64_t stride) const {
    // A panel reads two lines of a row, too few for the CPU to see what comes next.
    for (int64_t i = 0; i < rows.end - rows.begin; ++i) {
      prefetch_row(dy + i * stride, static_cast<size_t>(stride) * sizeof(T));
    }
    for (int64_t p = 0; p < dw_.count(); ++p) {
      with_panel_vectors(dw_, p, [&](auto n) HWY_ATTR {
        for (int64_t row = rows.begin; row < rows.end; ++row) {
          add_row<n>(row, p, dy + (row - rows.begin) * stride + WeightPanels::first(p));
        }
      });
    }
  }

  // dy_row: from the first column of panel p on.
  template <size_t N>
  HWY_NOINLINE void add_row(int64_t row, int64_t p, const T* dy_row) const {
    const FloatTag tag;
    const T* values = values_.row(row);
    const Position* positions = positions_.row(row);
    const int64_t columns = dw_.columns(p);
    FloatVec dy[N];
    unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA {
      dy[k] = load_floats(dy_row + k * kLanes, vector_columns(columns, k));
    });
    float* panel = dw_.panel(p);
    for (int64_t r = 0; r < values_.cols; ++r) {
      const auto value = hn::Set(tag, static_cast<float>(values[r]));
      float* to = panel + positions[r] * kPanelColumns;
      unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA {
        float* place = to + k * kLanes;
        hn::Store(hn::MulAdd(value, dy[k], hn::Load(tag, place)), tag, place);
      });
    }
  }

  MatrixView<const T> values_;
  MatrixView<const Position> positions_;
  MatrixView<const T> dy_;
  KeptRowWriter<T> kept_dy_;
  WeightPanels dw_;
};

// dw, not transposed, in panels at `part`.
WeightPanels panels_of(const KernelArgs& args, float* part) {
  const OperandView& dw = args.results[0];
  return args.attributes->flag("transpose_dw") ? WeightPanels{part, dw.cols, dw.rows}
                                               : WeightPanels{part, dw.rows, dw.cols};
}

// Adds a range of rows into dw at `part`, in panels. `block`: see block_bytes().
void add_kept_rows(const KernelArgs& args, RowRange rows, float* part, std::byte* block) {
  const WeightPanels panels = panels_of(args, part);
  std::fill_n(part, panels.count() * panels.rows * kPanelColumns, 0.0F);
  dispatch_kept(args.operands[0], args.operands[1], [&]<class T, class Position>(T, Position) {
    const MatrixView<T> dy = {reinterpret_cast<T*>(block), kBlockRows, panels.cols, panels.cols};
    KeptWeightGradient<T, Position>(args, panels).add(rows, dy);
  });
}

// dw = the sum of `groups` parts in panels, added in double in the order of the groups.
void add_panel_parts(const KernelArgs& args, int64_t groups, int64_t part_floats, float* parts) {
  const auto dw = args.results[0].matrix<float>();
  const bool transposed = args.attributes->flag("transpose_dw");
  const WeightPanels panels = panels_of(args, parts);
  for (int64_t p = 0; p < panels.count(); ++p) {
    parallel_ranges(args.threads, panels.rows, kBlockRows, [&](int64_t begin, int64_t end) {
      for (int64_t row = begin; row < end; ++row) {
        double sums[kPanelColumns] = {};
        for (int64_t g = 0; g < groups; ++g) {
          const float* from = panels.panel(p) + g * part_floats + row * kPanelColumns;
          for (int64_t c = 0; c < kPanelColumns; ++c) sums[c] += from[c];
        }
        for (int64_t c = 0; c < panels.columns(p); ++c) {
          const int64_t column = WeightPanels::first(p) + c;
          (transposed ? dw.at(column, row) : dw.at(row, column)) = static_cast<float>(sums[c]);
        }
      }
    });
  }
}

}  // namespace
}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heddle::cpu {
HWY_EXPORT(add_kept_rows);
HWY_EXPORT(add_panel_parts);
namespace {

// Of the f32 rate that a dense product reaches: a store for each multiplication.
constexpr double kShareOfPeak = 0.2;

// How many groups there are, and what each takes of the workspace.
struct Parts {
  Parts(int64_t rows, int64_t weight_rows, int64_t weight_cols)
      : bytes(panels_bytes(weight_rows, weight_cols)),
        groups(weight_gradient_groups(rows, std::max<int64_t>(1, bytes / size_of(DType::kF32)))),
        cols(weight_cols) {}

  int64_t bytes, groups, cols;
};

// Of dw, a Type or a view, with as many columns as dy where it is not transposed.
template <class Weight>
Parts parts_of(int64_t rows, const Weight& dw, bool transposed) {
  return transposed ? Parts(rows, dw.cols, dw.rows) : Parts(rows, dw.rows, dw.cols);
}

Support supports(const KernelQuery& query) {
  if (query.operands[0].dtype == DType::kF64) return no("values are f64");
  return simd_support();
}

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Type& dy = query.operands[2];
  const Parts parts = parts_of(dy.rows, query.results[0], query.attributes.flag("transpose_dw"));
  const double rate = kShareOfPeak * filled_vectors(parts.cols) * hardware.f32_flops;
  const int64_t block = query.operands[3].present() ? block_bytes(parts.cols, dy.dtype) : 0;
  return {.seconds = dense_seconds(query, hardware, rate),
          .workspace_bytes = parts.groups * (parts.bytes + block)};
}

void run(const KernelArgs& args) {
  const OperandView& dy = args.operands[2];
  const Parts parts = parts_of(dy.rows, args.results[0], args.attributes->flag("transpose_dw"));
  const int64_t part_floats = parts.bytes / size_of(DType::kF32);
  auto* first = reinterpret_cast<float*>(args.workspace);
  parallel_for(args.threads, parts.groups, [&](int64_t group) {
    const RowRange range = {dy.rows * group / parts.groups, dy.rows * (group + 1) / parts.groups};
    std::byte* block =
        args.workspace + parts.groups * parts.bytes + group * block_bytes(parts.cols, dy.dtype);
    HWY_DYNAMIC_DISPATCH(add_kept_rows)(args, range, first + group * part_floats, block);
  });
  HWY_DYNAMIC_DISPATCH(add_panel_parts)(args, parts.groups, part_floats, first);
}

}  // namespace

const Kernel kLinearTopkWeightGradientSkip = {
    .name = "linear_topk_weight_gradient_cpu_skip",
    .op = &kLinearTopkWeightGradient,
    .supports = supports,
    .cost = cost,
    .run = run,
};

}  // namespace heddle::cpu
#endif  // HWY_ONCE
