// The sum over edges of a tile of columns of the rows at their other ends, with or without weights.
//
// Included once per instruction set, after hwy/highway.h. Rows of coming edges are prefetched.

#include "heddle/kernels/cpu/edge_weights.h"
#include "heddle/kernels/cpu/head_weights_simd.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#if defined(HEDDLE_KERNELS_CPU_SUM_EDGES_SIMD_H) == defined(HWY_TARGET_TOGGLE)
#ifdef HEDDLE_KERNELS_CPU_SUM_EDGES_SIMD_H
#undef HEDDLE_KERNELS_CPU_SUM_EDGES_SIMD_H
#else
#define HEDDLE_KERNELS_CPU_SUM_EDGES_SIMD_H
#endif

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {

// Of every entry of `a`, the columns of x from `first` on, and the weights.
template <class T>
struct EdgeRows {
  EdgeRows(const AdjacencyView& adjacency, const OperandView& x, const OperandView& edge_values,
           size_t first)
      : a(adjacency),
        weights(edge_values),
        columns(x.values<const T>() + first),
        stride(x.stride) {}

  const T* row_of(int64_t entry) const { return columns + a.columns[entry] * stride; }
  const float* weights_of(int64_t entry) const { return edge_weights(a, weights, entry); }

  const AdjacencyView& a;
  const OperandView& weights;
  const T* columns;
  int64_t stride;
};

// Adds the rows of some entries to a tile of `columns` columns; the weights are as `mode` says.
template <WeightMode mode, class T, size_t N>
HWY_INLINE void sum_edges(const EdgeRows<T>& rows, RowRange entries, size_t columns,
                          const HeadMap& heads, FloatVec (&sum)[N]) {
  constexpr size_t kTileBytes = N * kLanes * sizeof(T);
  constexpr int64_t kAhead = prefetch_distance(kTileBytes);
  const int64_t last = rows.a.entries() - 1;
  HWY_ALIGN float lanes[mode == WeightMode::kByLane ? N * kLanes : kLanes];
  if constexpr (mode == WeightMode::kByLane) store_lanes(sum, lanes);
  for (int64_t e = entries.begin; e < entries.end; ++e) {
    prefetch_coming<T, kTileBytes>(e, last,
                                   [&](int64_t entry) HWY_ATTR { return rows.row_of(entry); });
    const float* weights = nullptr;
    if constexpr (mode != WeightMode::kNone) {
      weights = rows.weights_of(e);
      if constexpr (mode != WeightMode::kEdge) weights += heads.first_head;
      prefetch_line(rows.weights_of(std::min(e + kAhead, last)));
    }
    if constexpr (mode == WeightMode::kByLane) {
      add_row_by_lane(heads, weights, rows.row_of(e), columns, lanes);
    } else {
      const EdgeWeights<mode, N> edge(heads, weights);
      for_each_vector<N>(rows.row_of(e), columns, [&](auto k, FloatVec value) HEDDLE_SIMD_LAMBDA {
        sum[k] = edge.multiply_add(k, value, sum[k]);
      });
    }
  }
  if constexpr (mode == WeightMode::kByLane) load_lanes(sum, lanes);
}

}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HEDDLE_KERNELS_CPU_SUM_EDGES_SIMD_H
