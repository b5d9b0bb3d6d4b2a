// The factor that an edge gives to every lane of a tile: none, one for all, or one per head.
//
// Included once per instruction set, after hwy/highway.h.

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
struct HeadMap {
  size_t first_head = 0, heads = 1;
  const int32_t* lane_head = nullptr;  // of every lane of every vector
  WeightMode mode = WeightMode::kByVector;
};

// The tile covers `columns` columns from `first_column` on in `vectors` vectors; head h owns
// `head_cols` columns. Lanes behind the columns belong to the last head. Fills `lane_head`.
template <class T>
HWY_NOINLINE HeadMap map_heads(size_t first_column, size_t columns, size_t head_cols,
                               size_t vectors, int32_t* lane_head) {
  HeadMap map;
  map.first_head = first_column / head_cols;
  map.heads = (first_column + columns - 1) / head_cols - map.first_head + 1;
  map.lane_head = lane_head;
  bool uniform = true;
  for (size_t k = 0; k < vectors; ++k) {
    for (size_t lane = 0; lane < kLanes; ++lane) {
      const size_t column = column_of<T>(k, lane);
      const size_t inside = column < columns ? column : columns - 1;
      const size_t head = (first_column + inside) / head_cols - map.first_head;
      lane_head[k * kLanes + lane] = static_cast<int32_t>(head);
      uniform = uniform && lane_head[k * kLanes] == static_cast<int32_t>(head);
    }
  }
  if (!uniform) map.mode = map.heads <= kLanes ? WeightMode::kByTable : WeightMode::kByLane;
  return map;
}

// The weights of one edge for a tile of N vectors: `weights` points to that of the first head of
// the tile (kEdge: to the only one).
template <WeightMode mode, size_t N>
class EdgeWeights {
 public:
  HWY_INLINE EdgeWeights(const HeadMap& map, const float* weights) : lane_head_(map.lane_head) {
    if constexpr (mode == WeightMode::kEdge) value_ = hn::Set(FloatTag(), *weights);
    if constexpr (mode == WeightMode::kByVector) weights_ = weights;
    if constexpr (mode == WeightMode::kByTable) {
      value_ = load_first(FloatTag(), weights, map.heads);
    }
    if constexpr (mode == WeightMode::kByLane) {
      for (size_t i = 0; i < N * kLanes; ++i) lanes_[i] = weights[map.lane_head[i]];
    }
  }

  // sum + weight of vector k * value
  HWY_INLINE FloatVec multiply_add(size_t k, FloatVec value, FloatVec sum) const {
    const FloatTag tag;
    if constexpr (mode == WeightMode::kNone) return hn::Add(sum, value);
    if constexpr (mode == WeightMode::kEdge) return hn::MulAdd(value_, value, sum);
    if constexpr (mode == WeightMode::kByVector) {
      return hn::MulAdd(hn::Set(tag, weights_[lane_head_[k * kLanes]]), value, sum);
    }
    if constexpr (mode == WeightMode::kByTable) {
      const auto indices = hn::SetTableIndices(tag, lane_head_ + k * kLanes);
      return hn::MulAdd(hn::TableLookupLanes(value_, indices), value, sum);
    }
    if constexpr (mode == WeightMode::kByLane) {
      return hn::MulAdd(hn::Load(tag, lanes_ + k * kLanes), value, sum);
    }
  }

 private:
  const int32_t* lane_head_;
  FloatVec value_{};
  const float* weights_ = nullptr;
  HWY_ALIGN float lanes_[mode == WeightMode::kByLane ? N * kLanes : kLanes];
};

// sum += weights * columns of `row`, where no register has the weights of all lanes (kByLane). For
// tiles of any width, in memory and not inlined: rare, and as many variants as other modes have
// would take long to compile.
template <class T>
HWY_NOINLINE void add_row_by_lane(const HeadMap& map, const float* weights, const T* row,
                                  size_t columns, float* HWY_RESTRICT sum) {
  constexpr size_t kVectors = kVectorsPerLoad<T>;
  const FloatTag tag;
  for (size_t first = 0; first < columns; first += kColumnsPerLoad<T>) {
    HWY_ALIGN float lanes[kVectors * kLanes];
    for (size_t i = 0; i < kVectors * kLanes; ++i) lanes[i] = weights[map.lane_head[first + i]];
    const size_t inside =
        columns - first < kColumnsPerLoad<T> ? columns - first : kColumnsPerLoad<T>;
    for_each_vector<kVectors>(row + first, inside, [&](auto k, FloatVec value) HEDDLE_SIMD_LAMBDA {
      float* to = sum + first + k * kLanes;
      const auto weight = hn::Load(tag, lanes + k * kLanes);
      hn::Store(hn::MulAdd(weight, value, hn::Load(tag, to)), tag, to);
    });
  }
}

// Calls body(mode) with one of the three modes of weights per head as a constant.
template <class Body>
HWY_INLINE void with_mode(WeightMode mode, const Body& body) {
  using enum WeightMode;
  if (mode == kByVector) return body(std::integral_constant<WeightMode, kByVector>{});
  if (mode == kByTable) return body(std::integral_constant<WeightMode, kByTable>{});
  body(std::integral_constant<WeightMode, kByLane>{});
}

}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HEDDLE_KERNELS_CPU_HEAD_WEIGHTS_SIMD_H
