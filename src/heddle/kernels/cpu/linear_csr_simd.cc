// linear and linear_weight_gradient, csr rows (bag-of-words features) with f32 values:
//   y[i, :] = sum over the entries (i, d) of x[i, d] * w[d, :], then bias and activation
//   dw[d, :] = sum over the entries (i, d) of column d of x[i, d] * dy[i, :]
//
// Both are one loop: a stretch of columns of the result stays in registers while the entries of a
// row of x, or of its transpose, go by. Tasks own rows of the result; a long row (a word that every
// document has) is cut into pieces whose sums wait in the workspace and are added in order.
// w and dy are f32 or bf16, sums are f32.
//
// Weak for rows of very few entries and results of very few columns, where vectors stay empty.

#include "heddle/kernels/cpu/dense_cost.h"
#include "heddle/kernels/cpu/gather_cost.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/prefetch.h"
#include "heddle/kernels/cpu/row_task.h"
#include "heddle/kernels/cpu/simd_support.h"
#include "heddle/kernels/cpu/workspace_layout.h"
#include "heddle/ops/activation.h"
#include "heddle/ops/linear.h"

#include <algorithm>

#ifndef HEDDLE_KERNELS_CPU_CSR_PRODUCT
#define HEDDLE_KERNELS_CPU_CSR_PRODUCT
namespace heddle::cpu {
namespace {

// out[r, :] = sum over the entries of row r of values[entry] * from[column, :]
struct CsrProduct {
  const AdjacencyView& a;
  const float* values;  // in edge order
  OperandView from, out;
  const float* bias = nullptr;
  Activation activation = Activation::kNone;
  float* slots = nullptr;  // [slots, out.cols] sums of pieces
  bool prefetch = false;
};

}  // namespace
}  // namespace heddle::cpu
#endif

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "heddle/kernels/cpu/linear_csr_simd.cc"
// The order of these matters.
// clang-format off
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "heddle/kernels/cpu/activate_simd.h"
#include "heddle/kernels/cpu/element_simd.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {
namespace {

constexpr size_t kTileVectors = 8;

// A stretch of columns of the result: at most kTileVectors vectors, the last perhaps partly filled.
struct Stretch {
  size_t first, columns;
};

// Sums of entries [begin, end) over a stretch of N vectors; writes N * kLanes floats. Not inlined:
// with all widths in one function the compiler takes long.
template <class From, bool prefetch, size_t N>
HWY_NOINLINE void sum_entries(const CsrProduct& product, Stretch stretch, int64_t begin,
                              int64_t end, float* HWY_RESTRICT sums) {
  constexpr size_t kTileBytes = N * kLanes * sizeof(From);
  constexpr int64_t kAhead = prefetch_distance(kTileBytes);
  const AdjacencyView& a = product.a;
  const From* base = product.from.values<const From>() + stretch.first;
  const size_t last_count = stretch.columns - (N - 1) * kLanes;
  const int64_t last = a.entries() - 1;
  FloatVec sum[N];
  clear_tile(sum);
  for (int64_t e = begin; e < end; ++e) {
    if constexpr (prefetch) {
      const int64_t coming = std::min(e + kAhead, last);
      prefetch_tile<kTileBytes>(base + a.columns[coming] * product.from.stride);
      prefetch_line(product.values + a.edge_position(coming));
    }
    const auto value = hn::Set(FloatTag(), product.values[a.edge_position(e)]);
    const From* row = base + a.columns[e] * product.from.stride;
    unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA {
      const From* from = row + k * kLanes;
      if constexpr (k + 1 < N) {
        sum[k] = hn::MulAdd(value, load_floats(from), sum[k]);
      } else {
        sum[k] = hn::MulAdd(value, load_floats(from, last_count), sum[k]);
      }
    });
  }
  store_lanes(sum, sums);
}

// Bias and activation of a stretch of a row, from its sums.
template <class To>
HWY_NOINLINE void finish(const CsrProduct& product, int64_t row, Stretch stretch,
                         const float* HWY_RESTRICT sums) {
  To* to = product.out.values<To>() + row * product.out.stride + stretch.first;
  for (size_t col = 0; col < stretch.columns; col += kLanes) {
    const size_t count = std::min(kLanes, stretch.columns - col);
    FloatVec value[] = {hn::Load(FloatTag(), sums + col)};
    if (product.bias != nullptr) {
      value[0] = hn::Add(value[0], load_floats(product.bias + stretch.first + col, count));
    }
    activate(product.activation, value);
    store_floats(value[0], to + col, count);
  }
}

void finish_stretch(const CsrProduct& product, int64_t row, Stretch stretch, const float* sums) {
  product.out.dtype == DType::kF32 ? finish<float>(product, row, stretch, sums)
                                   : finish<Bf16>(product, row, stretch, sums);
}

// Calls body(stretch, sums), with room for the sums of a stretch, for all columns of a row.
template <class Body>
void for_each_stretch(const CsrProduct& product, const Body& body) {
  HWY_ALIGN float sums[kTileVectors * kLanes];
  const auto cols = static_cast<size_t>(product.out.cols);
  for (size_t first = 0; first < cols; first += kTileVectors * kLanes) {
    body(Stretch{first, std::min(kTileVectors * kLanes, cols - first)}, sums);
  }
}

float* slot_row(const CsrProduct& product, int64_t slot, Stretch stretch) {
  return product.slots + slot * product.out.cols + stretch.first;
}

template <class From, bool prefetch>
void sum_rows(const CsrProduct& product, const RowTask& task) {
  for_each_row(product.a, task, [&](int64_t row, int64_t begin, int64_t end) HWY_ATTR {
    for_each_stretch(product, [&](Stretch stretch, float* sums) HWY_ATTR {
      const size_t vectors = (stretch.columns + kLanes - 1) / kLanes;
      unroll<kTileVectors>([&](auto k) HEDDLE_SIMD_LAMBDA {
        if (vectors != k + 1) return;
        sum_entries<From, prefetch, k + 1>(product, stretch, begin, end, sums);
      });
      if (task.slot >= 0) {
        std::copy_n(sums, stretch.columns, slot_row(product, task.slot, stretch));
      } else {
        finish_stretch(product, row, stretch, sums);
      }
    });
  });
}

template <class From>
void sum_rows_of(const CsrProduct& product, const RowTask& task) {
  product.prefetch ? sum_rows<From, true>(product, task) : sum_rows<From, false>(product, task);
}

void csr_product_task(const CsrProduct& product, const RowTask& task) {
  product.from.dtype == DType::kF32 ? sum_rows_of<float>(product, task)
                                    : sum_rows_of<Bf16>(product, task);
}

void csr_product_merge(const CsrProduct& product, const SplitRow& split) {
  for_each_stretch(product, [&](Stretch stretch, float* sums) HWY_ATTR {
    std::fill_n(sums, kTileVectors * kLanes, 0.0F);
    for (int64_t s = split.slot_begin; s < split.slot_end; ++s) {
      const float* piece = slot_row(product, s, stretch);
      for (size_t col = 0; col < stretch.columns; ++col) sums[col] += piece[col];
    }
    finish_stretch(product, split.row, stretch, sums);
  });
}

}  // namespace
}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heddle::cpu {
HWY_EXPORT(csr_product_task);
HWY_EXPORT(csr_product_merge);
namespace {

// A matrix that the second-level cache holds needs no prefetches.
constexpr int64_t kPrefetchFromBytes = int64_t{1} << 20;

Support supports_rows(const KernelQuery& query) {
  if (query.operands[0].form != Form::kCsr) return no("x is not csr");
  if (query.operands[0].dtype != DType::kF32) return no("values are not f32");
  return simd_support();
}

Support supports(const KernelQuery& query) {
  if (query.attributes.flag("transpose_w")) return no("w is stored transposed");
  return supports_rows(query);
}

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Type& x = query.operands[0];
  const Type& from = query.operands[1];
  const Type& out = query.results[0];
  const double flops = 2.0 * static_cast<double>(x.entries) * static_cast<double>(out.cols);
  const auto sequential = static_cast<double>(3 * x.bytes() + out.bytes());
  return {.seconds = gather_seconds(hardware, {.rows = x.entries,
                                               .row_bytes = from.cols * size_of(from.dtype),
                                               .matrix_bytes = from.bytes(),
                                               .sequential_bytes = sequential,
                                               .flops = flops}),
          .workspace_bytes = slots_bytes(x.entries, out.cols)};
}

void multiply(CsrProduct product, int threads) {
  const OperandView& from = product.from;
  product.prefetch = from.rows * from.stride * size_of(from.dtype) > kPrefetchFromBytes;
  for_each_task(product.a, threads, [&](const RowTask& task) {
    HWY_DYNAMIC_DISPATCH(csr_product_task)(product, task);
  });
  for_each_split_row(product.a, threads, [&](const SplitRow& split) {
    HWY_DYNAMIC_DISPATCH(csr_product_merge)(product, split);
  });
}

void run(const KernelArgs& args) {
  multiply({.a = *args.operands[0].adjacency,
            .values = args.operands[0].values<const float>(),
            .from = args.operands[1],
            .out = args.results[0],
            .bias = args.operands[2].values<const float>(),
            .activation = activation_of(*args.attributes),
            .slots = reinterpret_cast<float*>(args.workspace)},
           args.threads);
}

void run_weight_gradient(const KernelArgs& args) {
  multiply({.a = *args.operands[0].adjacency->transposed,
            .values = args.operands[0].values<const float>(),
            .from = args.operands[1],
            .out = args.results[0],
            .slots = reinterpret_cast<float*>(args.workspace)},
           args.threads);
}

}  // namespace

const Kernel kLinearCsr = {
    .name = "linear_csr_cpu_rowsplit",
    .op = &kLinear,
    .supports = supports,
    .cost = cost,
    .run = run,
};

const Kernel kLinearWeightGradientCsr = {
    .name = "linear_weight_gradient_csr_cpu_rowsplit",
    .op = &kLinearWeightGradient,
    .supports = supports_rows,
    .cost = cost,
    .run = run_weight_gradient,
};

}  // namespace heddle::cpu
#endif  // HWY_ONCE
