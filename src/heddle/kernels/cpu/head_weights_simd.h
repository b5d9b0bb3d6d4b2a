// The factor that an edge gives to every lane of a tile: none, one for all, or one per head.
//
// Included once per instruction set, after row_tile_simd.h.

#include "heddle/kernels/cpu/row_tile_simd.h"

#if defined(HEDDLE_KERNELS_CPU_HEAD_WEIGHTS_SIMD_H) == defined(HWY_TARGET_TOGGLE)
#ifdef HEDDLE_KERNELS_CPU_HEAD_WEIGHTS_SIMD_H
#undef HEDDLE_KERNELS_CPU_HEAD_WEIGHTS_SIMD_H
#else
#define HEDDLE_KERNELS_CPU_HEAD_WEIGHTS_SIMD_H
#endif

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {

enum class WeightMode {
  kNone,      // every edge counts once
  kEdge,      // one weight per edge
  kByVector,  // every vector of the tile lies within one head
  kByTable,   // the tile has at most kLanes heads: their weights are one vector, lanes pick
  kByLane,    // anything else: lanes are filled one by one
};

// Which head the lanes of a tile belong to. Heads are counted from the first one of the tile.
template <class T, size_t N>
struct HeadMap {
  size_t first_head = 0, heads = 1;
  HWY_ALIGN int32_t lane_head[N * kLanes] = {};

  // The tile covers `columns` columns from `first_column` on; head h owns `head_cols` columns.
  HeadMap(size_t first_column, size_t columns, size_t head_cols)
      : first_head(first_column / head_cols),
        heads((first_column + columns - 1) / head_cols - first_head + 1) {
    for (size_t k = 0; k < N; ++k) {
      for (size_t lane = 0; lane < kLanes; ++lane) {
        const size_t column = column_of<T>(k, lane);
        const size_t inside = column < columns ? column : columns - 1;
        lane_head[k * kLanes + lane] =
            static_cast<int32_t>((first_column + inside) / head_cols - first_head);
      }
    }
  }
  int32_t vector_head(size_t k) const { return lane_head[k * kLanes]; }

  WeightMode mode() const {
    if (heads == 1) return WeightMode::kByVector;
    bool uniform = true;
    for (size_t i = 0; i < N * kLanes; ++i) {
      uniform = uniform && lane_head[i] == lane_head[i / kLanes * kLanes];
    }
    if (uniform) return WeightMode::kByVector;
    return heads <= kLanes ? WeightMode::kByTable : WeightMode::kByLane;
  }
};

// The weights of one edge: `weights` points to its [H] weights (kEdge: to its one weight).
template <WeightMode mode, class T, size_t N>
class EdgeWeights {
 public:
  HWY_INLINE EdgeWeights(const HeadMap<T, N>& map, const float* weights) : map_(map) {
    if constexpr (mode == WeightMode::kEdge) value_ = hn::Set(FloatTag(), *weights);
    if constexpr (mode == WeightMode::kByVector) weights_ = weights + map.first_head;
    if constexpr (mode == WeightMode::kByTable) {
      value_ = load_first(FloatTag(), weights + map.first_head, map.heads);
    }
    if constexpr (mode == WeightMode::kByLane) {
      for (size_t i = 0; i < N * kLanes; ++i) {
        lanes_[i] = weights[map.first_head + static_cast<size_t>(map.lane_head[i])];
      }
    }
  }

  // sum + weight of vector k * value
  HWY_INLINE FloatVec multiply_add(size_t k, FloatVec value, FloatVec sum) const {
    const FloatTag tag;
    if constexpr (mode == WeightMode::kNone) return hn::Add(sum, value);
    if constexpr (mode == WeightMode::kEdge) return hn::MulAdd(value_, value, sum);
    if constexpr (mode == WeightMode::kByVector) {
      return hn::MulAdd(hn::Set(tag, weights_[map_.vector_head(k)]), value, sum);
    }
    if constexpr (mode == WeightMode::kByTable) {
      const auto indices = hn::SetTableIndices(tag, map_.lane_head + k * kLanes);
      return hn::MulAdd(hn::TableLookupLanes(value_, indices), value, sum);
    }
    if constexpr (mode == WeightMode::kByLane) {
      return hn::MulAdd(hn::Load(tag, lanes_ + k * kLanes), value, sum);
    }
  }

 private:
  const HeadMap<T, N>& map_;
  FloatVec value_{};
  const float* weights_ = nullptr;
  HWY_ALIGN float lanes_[mode == WeightMode::kByLane ? N * kLanes : kLanes];
};

}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HEDDLE_KERNELS_CPU_HEAD_WEIGHTS_SIMD_H
