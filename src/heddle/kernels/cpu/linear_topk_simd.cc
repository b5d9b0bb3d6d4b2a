// linear_topk and linear_topk_gradient, f32 and bf16, skipping the columns that were not kept:
//   y[i, :] = sum over r < K of values[i, r] * w[p[i, r], :], then bias, addend and activation
//   dvalues[i, r] = dy[i, :] . w[p[i, r], :]
//
// K / D of the multiplications of a dense product, but each reads its row of w anew: forward, w is
// copied into panels of columns that stay near while a block of rows goes by. The gradient takes
// four kept columns at a time, which share what is read of dy.
//
// Weak for K beyond a third of D, and where the CPU multiplies dense bf16 many times as fast.

#include "heddle/base/parallel.h"
#include "heddle/kernels/cpu/dense_cost.h"
#include "heddle/kernels/cpu/kept_dispatch.h"
#include "heddle/kernels/cpu/kept_row_writer.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/simd_support.h"
#include "heddle/kernels/cpu/workspace_layout.h"
#include "heddle/ops/linear_topk.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "heddle/kernels/cpu/linear_topk_simd.cc"
// The order of these matters.
// clang-format off
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "heddle/kernels/cpu/activate_simd.h"
#include "heddle/kernels/cpu/element_simd.h"
#include "heddle/kernels/cpu/weight_panels_simd.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {
namespace {

WeightPanels panels_of(const KernelArgs& args) {
  const OperandView& w = args.operands[2];
  const int64_t rows = args.attributes->flag("transpose_w") ? w.cols : w.rows;
  return {reinterpret_cast<float*>(args.workspace), rows, args.results[0].cols};
}

void pack_weight(const KernelArgs& args) {
  const OperandView& w = args.operands[2];
  const bool transposed = args.attributes->flag("transpose_w");
  const WeightPanels panels = panels_of(args);
  parallel_for(args.threads, panels.count(), [&](int64_t p) {
    if (w.dtype == DType::kBf16) {
      pack_panel(w.matrix<const Bf16>(), transposed, p, panels);
    } else {
      pack_panel(w.matrix<const float>(), transposed, p, panels);
    }
  });
}

template <size_t N>
HWY_INLINE void add_weight_row(float value, const float* w, FloatVec (&sum)[N]) {
  const auto factor = hn::Set(FloatTag(), value);
  unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA {
    sum[k] = hn::MulAdd(factor, hn::Load(FloatTag(), w + k * kLanes), sum[k]);
  });
}

template <class T, class Position>
class LinearTopk {
 public:
  explicit LinearTopk(const KernelArgs& args)
      : values_(args.operands[0].matrix<const T>()),
        positions_(args.operands[1].matrix<const Position>()),
        panels_(panels_of(args)),
        bias_(args.operands[3].values<const float>()),
        addend_(args.operands[4].matrix<const T>()),
        activation_(activation_of(*args.attributes)),
        y_(args.results[0].matrix<T>()) {}

  void run(RowRange rows) const {
    for (int64_t p = 0; p < panels_.count(); ++p) {
      with_panel_vectors(panels_, p, [&](auto n) HWY_ATTR {
        for (int64_t row = rows.begin; row < rows.end; ++row) multiply<n>(row, p);
      });
    }
  }

 private:
  // Kept columns in turn into two sums: an addition need not wait for the one before.
  template <size_t N>
  HWY_NOINLINE void multiply(int64_t row, int64_t p) const {
    const T* values = values_.row(row);
    const Position* positions = positions_.row(row);
    const float* panel = panels_.panel(p);
    FloatVec even[N], odd[N];
    clear_tile(even);
    clear_tile(odd);
    int64_t r = 0;
    for (; r + 1 < values_.cols; r += 2) {
      add_weight_row(static_cast<float>(values[r]), panel + positions[r] * kPanelColumns, even);
      add_weight_row(static_cast<float>(values[r + 1]), panel + positions[r + 1] * kPanelColumns,
                     odd);
    }
    if (r < values_.cols) {
      add_weight_row(static_cast<float>(values[r]), panel + positions[r] * kPanelColumns, even);
    }
    unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA { even[k] = hn::Add(even[k], odd[k]); });
    write(even, row, p);
  }

  template <size_t N>
  HWY_INLINE void write(FloatVec (&sum)[N], int64_t row, int64_t p) const {
    const int64_t first = WeightPanels::first(p), columns = panels_.columns(p);
    if (bias_ != nullptr) {
      unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA {
        const float* bias = bias_ + first + k * kLanes;
        sum[k] = hn::Add(sum[k], load_floats(bias, vector_columns(columns, k)));
      });
    }
    if (addend_.data != nullptr) {
      unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA {
        const T* addend = addend_.row(row) + first + k * kLanes;
        sum[k] = hn::Add(sum[k], load_floats(addend, vector_columns(columns, k)));
      });
    }
    activate(activation_, sum);
    unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA {
      store_floats(sum[k], y_.row(row) + first + k * kLanes, vector_columns(columns, k));
    });
  }

  MatrixView<const T> values_;
  MatrixView<const Position> positions_;
  WeightPanels panels_;
  const float* bias_;
  MatrixView<const T> addend_;
  Activation activation_;
  MatrixView<T> y_;
};

void linear_topk_rows(const KernelArgs& args, RowRange rows) {
  dispatch_kept(args.results[0], args.operands[1], [&]<class T, class Position>(T, Position) {
    LinearTopk<T, Position>(args).run(rows);
  });
}

// to[k] = dy . w[k] for N rows of w.
template <size_t N, class T>
HWY_NOINLINE void dot_rows(const T* dy, const T* const (&w)[N], size_t cols, float* to) {
  FloatVec sum[N];
  clear_tile(sum);
  size_t c = 0;
  for (; c + kLanes <= cols; c += kLanes) {
    const auto left = load_floats(dy + c);
    unroll<N>([&](auto k)
                  HEDDLE_SIMD_LAMBDA { sum[k] = hn::MulAdd(left, load_floats(w[k] + c), sum[k]); });
  }
  if (c < cols) {
    const auto left = load_floats(dy + c, cols - c);
    unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA {
      sum[k] = hn::MulAdd(left, load_floats(w[k] + c, cols - c), sum[k]);
    });
  }
  unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA { to[k] = sum_lanes(sum[k]); });
}

template <class T, class Position>
class LinearTopkGradient {
 public:
  explicit LinearTopkGradient(const KernelArgs& args)
      : dy_(args.operands[0].matrix<const T>()),
        kept_dy_(args.operands[0], args.operands[3]),
        positions_(args.operands[1].matrix<const Position>()),
        w_(args.operands[2].matrix<const T>()),
        d_values_(args.results[0].matrix<T>()) {}

  // `memory`: a row of dy, for one of which some columns are kept.
  void run(RowRange rows, T* memory) const {
    if (!kept_dy_.present()) {
      for (int64_t i = rows.begin; i < rows.end; ++i) multiply(dy_.row(i), i);
      return;
    }
    std::fill_n(memory, w_.cols, T(0));
    for (int64_t i = rows.begin; i < rows.end; ++i) {
      kept_dy_.write(i, memory);
      multiply(memory, i);
      kept_dy_.clear(i, memory);
    }
  }

 private:
  HWY_INLINE void multiply(const T* dy, int64_t i) const {
    const Position* columns = positions_.row(i);
    T* to = d_values_.row(i);
    float dots[4];
    int64_t r = 0;
    for (; r + 4 <= d_values_.cols; r += 4) {
      const T* const w_rows[] = {w_.row(columns[r]), w_.row(columns[r + 1]), w_.row(columns[r + 2]),
                                 w_.row(columns[r + 3])};
      dot_rows(dy, w_rows, static_cast<size_t>(w_.cols), dots);
      for (int64_t k = 0; k < 4; ++k) to[r + k] = static_cast<T>(dots[k]);
    }
    for (; r < d_values_.cols; ++r) {
      const T* const w_rows[] = {w_.row(columns[r])};
      dot_rows(dy, w_rows, static_cast<size_t>(w_.cols), dots);
      to[r] = static_cast<T>(dots[0]);
    }
  }

  MatrixView<const T> dy_;
  KeptRowWriter<T> kept_dy_;
  MatrixView<const Position> positions_;
  MatrixView<const T> w_;
  MatrixView<T> d_values_;
};

void linear_topk_gradient_rows(const KernelArgs& args, RowRange rows, std::byte* memory) {
  dispatch_kept(args.results[0], args.operands[1], [&]<class T, class Position>(T, Position) {
    LinearTopkGradient<T, Position>(args).run(rows, reinterpret_cast<T*>(memory));
  });
}

}  // namespace
}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heddle::cpu {
HWY_EXPORT(pack_weight);
HWY_EXPORT(linear_topk_rows);
HWY_EXPORT(linear_topk_gradient_rows);
namespace {

// Of the f32 rate that a dense product reaches.
constexpr double kShareOfPeak = 0.45;

constexpr int64_t kRowsPerTask = 128;

Support supports(const KernelQuery& query) {
  if (query.operands[0].dtype == DType::kF64) return no("values are f64");
  return simd_support();
}

// Of `columns` columns of w, in whole vectors.
double seconds(const KernelQuery& query, const HardwareProfile& hardware, int64_t columns) {
  return dense_seconds(query, hardware,
                       kShareOfPeak * filled_vectors(columns) * hardware.f32_flops);
}

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  return {.seconds = seconds(query, hardware, query.results[0].cols),
          .workspace_bytes = panels_bytes(query.operands[1].cols, query.results[0].cols)};
}

int64_t task_bytes(int64_t cols, DType dtype) { return padded_bytes(cols * size_of(dtype)); }

// A task writes its rows of dy out one by one, if they are kept columns.
Cost gradient_cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Type& w = query.operands[2];
  const int64_t tasks = (query.operands[0].rows + kRowsPerTask - 1) / kRowsPerTask;
  return {.seconds = seconds(query, hardware, w.cols),
          .workspace_bytes = query.operands[3].present() ? tasks * task_bytes(w.cols, w.dtype) : 0};
}

void run(const KernelArgs& args) {
  HWY_DYNAMIC_DISPATCH(pack_weight)(args);
  parallel_ranges(args.threads, args.results[0].rows, kRowsPerTask,
                  [&](int64_t begin, int64_t end) {
                    HWY_DYNAMIC_DISPATCH(linear_topk_rows)(args, {begin, end});
                  });
}

void run_gradient(const KernelArgs& args) {
  const int64_t bytes = task_bytes(args.operands[2].cols, args.operands[2].dtype);
  parallel_ranges(args.threads, args.results[0].rows, kRowsPerTask,
                  [&](int64_t begin, int64_t end) {
                    std::byte* memory = args.workspace + begin / kRowsPerTask * bytes;
                    HWY_DYNAMIC_DISPATCH(linear_topk_gradient_rows)(args, {begin, end}, memory);
                  });
}

}  // namespace

const Kernel kLinearTopkSkip = {
    .name = "linear_topk_cpu_skip",
    .op = &kLinearTopk,
    .supports = supports,
    .cost = cost,
    .run = run,
    .may_overwrite = overwrites(0, 4),
};

const Kernel kLinearTopkGradientSkip = {
    .name = "linear_topk_gradient_cpu_skip",
    .op = &kLinearTopkGradient,
    .supports = supports,
    .cost = gradient_cost,
    .run = run_gradient,
};

}  // namespace heddle::cpu
#endif  // HWY_ONCE
