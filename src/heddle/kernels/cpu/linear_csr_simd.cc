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
#include "hwy/contrib/math/math-inl.h"
#include "heddle/kernels/cpu/element_simd.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {
namespace {

constexpr size_t kTileVectors = 8;

// Columns [first, first + columns) of the product, N vectors; the last may be partly filled.
template <class From, class To, size_t N>
class Tile {
 public:
  Tile(const CsrProduct& product, size_t first, size_t columns)
      : product_(product), first_(first), last_count_(columns - (N - 1) * kLanes) {
    unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA { sum_[k] = hn::Zero(FloatTag()); });
  }

  template <bool prefetch>
  HWY_INLINE void add_entries(int64_t begin, int64_t end) {
    constexpr size_t kTileBytes = N * kLanes * sizeof(From);
    constexpr int64_t kAhead = prefetch_distance(kTileBytes);
    const AdjacencyView& a = product_.a;
    const From* base = product_.from.values<const From>() + first_;
    const int64_t last = a.entries() - 1;
    for (int64_t e = begin; e < end; ++e) {
      if constexpr (prefetch) {
        const int64_t coming = std::min(e + kAhead, last);
        prefetch_tile<kTileBytes>(base + a.columns[coming] * product_.from.stride);
        __builtin_prefetch(product_.values + a.edge_position(coming), 0, 2);
      }
      const auto value = hn::Set(FloatTag(), product_.values[a.edge_position(e)]);
      const From* row = base + a.columns[e] * product_.from.stride;
      unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA {
        sum_[k] = hn::MulAdd(value, load_vector(k, row), sum_[k]);
      });
    }
  }

  HWY_INLINE void add_slot(int64_t slot) {
    const float* row = slot_row(slot);
    unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA { sum_[k] = hn::Add(sum_[k], load_vector(k, row)); });
  }

  HWY_INLINE void store_slot(int64_t slot) const {
    float* row = slot_row(slot);
    unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA { store_vector(k, sum_[k], row); });
  }

  HWY_INLINE void finish(int64_t row) const {
    To* to = product_.out.values<To>() + row * product_.out.stride + first_;
    unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA {
      auto value = sum_[k];
      if (product_.bias != nullptr) {
        value = hn::Add(value, load_vector(k, product_.bias + first_));
      }
      store_vector(k, activate(value), to);
    });
  }

 private:
  float* slot_row(int64_t slot) const { return product_.slots + slot * product_.out.cols + first_; }
  template <class K, class T>
  HWY_INLINE FloatVec load_vector(K k, const T* row) const {
    if constexpr (K::value + 1 < N) return load_floats(row + k * kLanes);
    return load_floats(row + k * kLanes, last_count_);
  }
  template <class K, class T>
  HWY_INLINE void store_vector(K k, FloatVec value, T* row) const {
    store_floats(value, row + k * kLanes, k + 1 < N ? kLanes : last_count_);
  }
  HWY_INLINE FloatVec activate(FloatVec value) const {
    const auto zero = hn::Zero(FloatTag());
    switch (product_.activation) {
      case Activation::kRelu:
        return hn::Max(value, zero);
      case Activation::kElu:
        return hn::IfThenElse(hn::Gt(value, zero), value,
                              hn::Expm1(FloatTag(), hn::Min(value, zero)));
      default:
        return value;
    }
  }

  const CsrProduct& product_;
  size_t first_, last_count_;
  FloatVec sum_[N];
};

// Calls body(Tile&) for all columns of a row, one tile after the other.
template <class From, class To, class Body>
HWY_INLINE void for_each_tile_of(const CsrProduct& product, const Body& body) {
  const auto cols = static_cast<size_t>(product.out.cols);
  for (size_t first = 0; first < cols; first += kTileVectors * kLanes) {
    const size_t inside = std::min(kTileVectors * kLanes, cols - first);
    const size_t vectors = (inside + kLanes - 1) / kLanes;
    unroll<kTileVectors>([&](auto k) HEDDLE_SIMD_LAMBDA {
      if (vectors != k + 1) return;
      Tile<From, To, k + 1> tile(product, first, inside);
      body(tile);
    });
  }
}

template <class From, class To>
void sum_rows(const CsrProduct& product, const RowTask& task) {
  for_each_row(product.a, task, [&](int64_t row, int64_t begin, int64_t end) HWY_ATTR {
    for_each_tile_of<From, To>(product, [&](auto& tile) HEDDLE_SIMD_LAMBDA {
      product.prefetch ? tile.template add_entries<true>(begin, end)
                       : tile.template add_entries<false>(begin, end);
      task.slot >= 0 ? tile.store_slot(task.slot) : tile.finish(row);
    });
  });
}

template <class From, class To>
void merge_row(const CsrProduct& product, const SplitRow& split) {
  for_each_tile_of<From, To>(product, [&](auto& tile) HEDDLE_SIMD_LAMBDA {
    for (int64_t s = split.slot_begin; s < split.slot_end; ++s) tile.add_slot(s);
    tile.finish(split.row);
  });
}

void csr_product_task(const CsrProduct& product, const RowTask& task) {
  if (product.from.dtype == DType::kF32) return sum_rows<float, float>(product, task);
  product.out.dtype == DType::kF32 ? sum_rows<Bf16, float>(product, task)
                                   : sum_rows<Bf16, Bf16>(product, task);
}

void csr_product_merge(const CsrProduct& product, const SplitRow& split) {
  if (product.from.dtype == DType::kF32) return merge_row<float, float>(product, split);
  product.out.dtype == DType::kF32 ? merge_row<Bf16, float>(product, split)
                                   : merge_row<Bf16, Bf16>(product, split);
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
