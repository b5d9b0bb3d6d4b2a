// linear_topk_weight_gradient, f32 and bf16, skipping the columns that were not kept:
//   dw[p[i, r], :] += values[i, r] * dy[i, :]
//
// Rows are cut into groups by their number alone; a group adds into a dw of its own in the
// workspace, and the groups are added in order. Inside a group, the kept values of a block of rows
// are put in the order of their columns: a row of dw stays in registers while it takes what
// belongs to it, in the order of rows. dy goes by in panels of columns that fit the nearest cache.
//
// Where columns of dy are kept, a block of its rows is written out first.
//
// Weak for K beyond a third of D, and where the CPU multiplies dense bf16 many times as fast.

#include "heddle/kernels/cpu/dense_cost.h"
#include "heddle/kernels/cpu/kept_by_column.h"
#include "heddle/kernels/cpu/kept_dispatch.h"
#include "heddle/kernels/cpu/kept_row_writer.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/prefetch.h"
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
// clang-format on

#ifndef HEDDLE_KERNELS_CPU_LINEAR_TOPK_WEIGHT_GRADIENT_BLOCK
#define HEDDLE_KERNELS_CPU_LINEAR_TOPK_WEIGHT_GRADIENT_BLOCK
namespace heddle::cpu {
namespace {

// A panel of them, 64 columns of f32, is as large as the first-level cache.
constexpr int64_t kBlockRows = 128;
constexpr int64_t kMostPanelFloats = kBlockRows * 128;

// What a task keeps beside its dw.
struct TaskMemory {
  // `values`, `dy`: types or views.
  template <class Operand>
  TaskMemory(const Operand& values, const Operand& dy, bool dy_is_kept, int64_t dw_rows,
             int64_t dw_cols)
      : entries(KeptByColumn::bytes(kBlockRows, values.cols, dw_rows)),
        panel(kMostPanelFloats * size_of(DType::kF32)),
        block(dy_is_kept ? padded_bytes(kBlockRows * dw_cols * size_of(dy.dtype)) : 0) {}

  int64_t bytes() const { return entries + panel + block; }

  // In bytes: the kept values of a block, a panel of dy, and a block of dy, written out.
  int64_t entries, panel, block;
};

}  // namespace
}  // namespace heddle::cpu
#endif

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {
namespace {

// Panels of dy have so many vectors at most.
constexpr size_t kPanelVectors = 8;
static_assert(kPanelVectors * kLanes * kBlockRows <= kMostPanelFloats);

template <class T, class Position>
class KeptWeightGradient {
 public:
  // `dw`: padded_floats() from row to row.
  KeptWeightGradient(const KernelArgs& args, const TaskMemory& layout, std::byte* memory,
                     const MatrixView<float>& dw)
      : values_(args.operands[0].matrix<const T>()),
        positions_(args.operands[1].matrix<const Position>()),
        dy_(args.operands[2].matrix<const T>()),
        kept_dy_(args.operands[2], args.operands[3]),
        dw_(dw),
        kept_(memory, dw.rows),
        panel_(reinterpret_cast<float*>(memory + layout.entries)),
        block_{reinterpret_cast<T*>(memory + layout.entries + layout.panel), kBlockRows, dw.cols,
               dw.cols} {}

  void add(RowRange rows) {
    if (kept_dy_.present()) std::fill_n(block_.row(0), block_.rows * block_.stride, T(0));
    for (int64_t begin = rows.begin; begin < rows.end; begin += kBlockRows) {
      const RowRange part = {begin, std::min(begin + kBlockRows, rows.end)};
      kept_.fill(values_, positions_, part.begin, part.end);
      if (kept_dy_.present()) {
        add_written(part);
      } else {
        add_block({dy_.row(begin), part.end - begin, dy_.cols, dy_.stride});
      }
    }
  }

 private:
  void add_written(RowRange rows) const {
    for (int64_t i = rows.begin; i < rows.end; ++i) kept_dy_.write(i, block_.row(i - rows.begin));
    add_block({block_.row(0), rows.end - rows.begin, block_.cols, block_.stride});
    for (int64_t i = rows.begin; i < rows.end; ++i) kept_dy_.clear(i, block_.row(i - rows.begin));
  }

  void add_block(const MatrixView<const T>& dy) const {
    // A panel reads a few lines of a row, too few for the CPU to see what comes next.
    const auto row_bytes = static_cast<size_t>(dy.cols) * sizeof(T);
    for (int64_t row = 0; row < dy.rows; ++row) prefetch_bytes<2>(dy.row(row), row_bytes);
    for_each_tile<float, kPanelVectors>(static_cast<size_t>(dy.cols),
                                        [&](auto n, size_t first, size_t columns) HWY_ATTR {
                                          copy_panel<n>(dy, first, columns);
                                          for (int64_t row = 0; row < dw_.rows; ++row) {
                                            add_entries<n>(kept_.of(row), dw_.row(row) + first);
                                          }
                                        });
  }

  // Columns [first, first + columns) of dy side by side, 0 behind the last.
  template <size_t N>
  HWY_NOINLINE void copy_panel(const MatrixView<const T>& dy, size_t first, size_t columns) const {
    for (int64_t row = 0; row < dy.rows; ++row) {
      const T* from = dy.row(row) + first;
      float* to = panel_ + row * kStride<N>;
      unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA {
        const size_t count = std::min(kLanes, columns - k * kLanes);
        hn::Store(load_floats(from + k * kLanes, count), FloatTag(), to + k * kLanes);
      });
    }
  }

  // dw: the N vectors of a row that belong to the panel.
  template <size_t N>
  HWY_NOINLINE void add_entries(std::span<const KeptEntry> entries, float* dw) const {
    if (entries.empty()) return;
    FloatVec sum[N];
    load_lanes(sum, dw);
    for (const KeptEntry& entry : entries) {
      const auto value = hn::Set(FloatTag(), entry.value);
      const float* row = panel_ + entry.row * kStride<N>;
      unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA {
        sum[k] = hn::MulAdd(value, hn::Load(FloatTag(), row + k * kLanes), sum[k]);
      });
    }
    store_lanes(sum, dw);
  }

  // Floats from row to row of a panel.
  template <size_t N>
  static constexpr int64_t kStride = static_cast<int64_t>(N* kLanes);

  MatrixView<const T> values_;
  MatrixView<const Position> positions_;
  MatrixView<const T> dy_;
  KeptRowWriter<T> kept_dy_;
  MatrixView<float> dw_;
  KeptByColumn kept_;
  float* panel_;
  MatrixView<T> block_;
};

// Adds a range of rows into `dw`, which is 0.
void add_kept_rows(const KernelArgs& args, RowRange rows, const TaskMemory& layout,
                   std::byte* memory, const MatrixView<float>& dw) {
  dispatch_kept(args.operands[0], args.operands[1], [&]<class T, class Position>(T, Position) {
    KeptWeightGradient<T, Position>(args, layout, memory, dw).add(rows);
  });
}

}  // namespace
}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heddle::cpu {
HWY_EXPORT(add_kept_rows);
namespace {

// Of the f32 rate that a dense product reaches: few entries of a block belong to the same column.
constexpr double kShareOfPeak = 0.32;

// How many groups there are, and what each takes of the workspace: a dw, not transposed, of rows of
// whole vectors, and the memory of its task.
struct Groups {
  template <class Operand, class Weight>
  Groups(const Operand& values, const Operand& dy, bool dy_is_kept, const Weight& dw,
         bool transposed)
      : rows(transposed ? dw.cols : dw.rows),
        cols(transposed ? dw.rows : dw.cols),
        stride(padded_floats(cols)),
        count(weight_gradient_groups(dy.rows, std::max<int64_t>(1, rows * stride))),
        memory(values, dy, dy_is_kept, rows, cols) {}

  int64_t dw_bytes() const { return rows * stride * size_of(DType::kF32); }
  int64_t bytes() const { return count * (dw_bytes() + memory.bytes()); }

  int64_t rows, cols, stride, count;
  TaskMemory memory;
};

// dw = the sum of the groups, added in double in the order of the groups.
void add_groups(const KernelArgs& args, const Groups& groups) {
  const auto dw = args.results[0].matrix<float>();
  const bool transposed = args.attributes->flag("transpose_dw");
  const auto* first = reinterpret_cast<const float*>(args.workspace);
  parallel_for(args.threads, groups.rows, [&](int64_t row) {
    for (int64_t column = 0; column < groups.cols; ++column) {
      double sum = 0;
      for (int64_t g = 0; g < groups.count; ++g) {
        sum += first[(g * groups.rows + row) * groups.stride + column];
      }
      (transposed ? dw.at(column, row) : dw.at(row, column)) = static_cast<float>(sum);
    }
  });
}

Support supports(const KernelQuery& query) {
  if (query.operands[0].dtype == DType::kF64) return no("values are f64");
  return simd_support();
}

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Groups groups(query.operands[0], query.operands[2], query.operands[3].present(),
                      query.results[0], query.attributes.flag("transpose_dw"));
  const double rate = kShareOfPeak * filled_vectors(groups.cols) * hardware.f32_flops;
  return {.seconds = dense_seconds(query, hardware, rate), .workspace_bytes = groups.bytes()};
}

void run(const KernelArgs& args) {
  const Groups groups(args.operands[0], args.operands[2], args.operands[3].present(),
                      args.results[0], args.attributes->flag("transpose_dw"));
  const int64_t rows = args.operands[2].rows;
  std::byte* memory = args.workspace + groups.count * groups.dw_bytes();
  parallel_for(args.threads, groups.count, [&](int64_t group) {
    const RowRange range = {rows * group / groups.count, rows * (group + 1) / groups.count};
    auto* dw = reinterpret_cast<float*>(args.workspace + group * groups.dw_bytes());
    std::fill_n(dw, groups.rows * groups.stride, 0.0F);
    HWY_DYNAMIC_DISPATCH(add_kept_rows)
    (args, range, groups.memory, memory + group * groups.memory.bytes(),
     {dw, groups.rows, groups.cols, groups.stride});
  });
  add_groups(args, groups);
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
