// A tile: a stretch of columns of one row, held in registers while the edges of a row go by.
//
// Included once per instruction set, after hwy/highway.h, by files called *_simd.cc. An f32 row of
// up to kMaxVectors * kLanes columns is one tile; wider rows take several passes.
//
// Lane order: vector k of an f32 tile holds columns [k * kLanes, (k + 1) * kLanes). bf16 rows are
// loaded as pairs of columns, the even ones become one f32 vector and the odd ones the next: one
// load and two operations per pair of vectors, no shuffles. column_of() tells which column a lane
// holds; whatever meets a tile (bias, heads) is brought into lane order first.

#include "heddle/base/bf16.h"
#include "heddle/kernels/cpu/prefetch.h"

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#if defined(HEDDLE_KERNELS_CPU_ROW_TILE_SIMD_H) == defined(HWY_TARGET_TOGGLE)
#ifdef HEDDLE_KERNELS_CPU_ROW_TILE_SIMD_H
#undef HEDDLE_KERNELS_CPU_ROW_TILE_SIMD_H
#else
#define HEDDLE_KERNELS_CPU_ROW_TILE_SIMD_H
#endif

// For lambdas in vector code: they do not inherit the target of the code around them.
#undef HEDDLE_SIMD_LAMBDA
#define HEDDLE_SIMD_LAMBDA HWY_ATTR __attribute__((always_inline))

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using FloatTag = hn::ScalableTag<float>;
using WordTag = hn::ScalableTag<uint32_t>;
using HalfTag = hn::ScalableTag<uint16_t>;
using FloatVec = hn::Vec<FloatTag>;

constexpr size_t kLanes = HWY_MAX_BYTES / sizeof(float);
// Accumulators that leave registers for a row's vector and a weight.
constexpr size_t kMaxVectors = HWY_TARGET == HWY_AVX3 ? 16 : 8;

template <class T>
constexpr bool kIsBf16 = std::is_same_v<T, Bf16>;

// A raw vector is what one load brings: kLanes floats, or 2 * kLanes bf16 that become two vectors.
template <class T>
constexpr size_t kVectorsPerLoad = kIsBf16<T> ? 2 : 1;
template <class T>
constexpr size_t kColumnsPerLoad = kLanes* kVectorsPerLoad<T>;

template <class T>
constexpr size_t vectors_for(size_t columns) {
  return (columns + kColumnsPerLoad<T> - 1) / kColumnsPerLoad<T> * kVectorsPerLoad<T>;
}

template <class T>
constexpr size_t column_of(size_t vector, size_t lane) {
  return kIsBf16<T> ? vector / 2 * kColumnsPerLoad<T> + 2 * lane + vector % 2
                    : vector * kLanes + lane;
}

// The other way: where the lanes of a tile, one after another, hold a column of it.
template <class T>
constexpr size_t lane_of_column(size_t column) {
  constexpr size_t kColumns = kColumnsPerLoad<T>;
  return kIsBf16<T> ? column / kColumns * kColumns + column % 2 * kLanes + column % kColumns / 2
                    : column;
}

// Calls body(k) with k = 0 ... N - 1 as compile-time constants: arrays of vectors that are indexed
// by such constants stay in registers.
template <size_t N, class Body>
HWY_INLINE void unroll(const Body& body) {
  [&]<size_t... Index>(std::index_sequence<Index...>) HEDDLE_SIMD_LAMBDA {
    (body(std::integral_constant<size_t, Index>{}), ...);
  }
  (std::make_index_sequence<N>{});
}

// Lanes behind the end of the data are never touched, not even by a load without effect.
template <class Tag>
constexpr bool kMaskedAccessIsSafe = HWY_TARGET == HWY_AVX3 ||
                                     (HWY_TARGET == HWY_AVX2 && sizeof(hn::TFromD<Tag>) == 4);

// The first `count` lanes, 0 in the others.
template <class Tag, class Element = hn::TFromD<Tag>>
HWY_INLINE hn::Vec<Tag> load_first(Tag tag, const Element* from, size_t count) {
  if constexpr (kMaskedAccessIsSafe<Tag>) {
    return hn::MaskedLoad(hn::FirstN(tag, count), tag, from);
  } else {
    if (count == hn::Lanes(tag)) return hn::LoadU(tag, from);
    HWY_ALIGN Element lanes[HWY_MAX_BYTES / sizeof(Element)] = {};
    for (size_t i = 0; i < count; ++i) lanes[i] = from[i];
    return hn::Load(tag, lanes);
  }
}

template <class Tag, class Element = hn::TFromD<Tag>>
HWY_INLINE void store_first(hn::Vec<Tag> value, Tag tag, Element* to, size_t count) {
  // Masked stores of AVX2 take some dozen cycles on AMD's cores.
  if (count == hn::Lanes(tag)) return hn::StoreU(value, tag, to);
  if constexpr (kMaskedAccessIsSafe<Tag>) {
    hn::BlendedStore(value, hn::FirstN(tag, count), tag, to);
  } else {
    HWY_ALIGN Element lanes[HWY_MAX_BYTES / sizeof(Element)];
    hn::Store(value, tag, lanes);
    for (size_t i = 0; i < count; ++i) to[i] = lanes[i];
  }
}

// Calls body(k, vector k of the row) for a tile of N vectors over `columns` columns.
template <size_t N, class Body>
HWY_INLINE void for_each_vector(const float* row, size_t columns, const Body& body) {
  const FloatTag tag;
  unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA {
    const float* from = row + k * kLanes;
    body(k, k + 1 < N ? hn::LoadU(tag, from) : load_first(tag, from, columns - k * kLanes));
  });
}
template <size_t N, class Body>
HWY_INLINE void for_each_vector(const Bf16* row, size_t columns, const Body& body) {
  const HalfTag tag;
  const WordTag words;
  const FloatTag floats;
  unroll<N / 2>([&](auto pair) HEDDLE_SIMD_LAMBDA {
    constexpr size_t kFirst = pair * 2 * kLanes;
    const auto* from = reinterpret_cast<const uint16_t*>(row) + kFirst;
    const auto raw = hn::BitCast(
        words, pair + 1 < N / 2 ? hn::LoadU(tag, from) : load_first(tag, from, columns - kFirst));
    body(std::integral_constant<size_t, 2 * pair>{}, hn::BitCast(floats, hn::ShiftLeft<16>(raw)));
    body(std::integral_constant<size_t, 2 * pair + 1>{},
         hn::BitCast(floats, hn::And(raw, hn::Set(words, 0xffff0000U))));
  });
}

// The upper halves hold the nearest bf16, ties to even; as Bf16(float).
HWY_INLINE hn::Vec<WordTag> round_to_bf16(FloatVec value) {
  const WordTag words;
  const auto word = hn::BitCast(words, value);
  const auto odd = hn::And(hn::ShiftRight<16>(word), hn::Set(words, 1U));
  const auto rounded = hn::Add(word, hn::Add(odd, hn::Set(words, 0x7fffU)));
  const auto quiet = hn::Or(word, hn::Set(words, 0x00400000U));
  return hn::IfThenElse(hn::RebindMask(words, hn::IsNaN(value)), quiet, rounded);
}

// Writes a tile. `stream`: past the caches; `to` aligned and no tail then.
template <size_t N>
HWY_INLINE void store_tile(const FloatVec (&tile)[N], float* to, size_t columns, bool stream) {
  const FloatTag tag;
  if (stream) {
    unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA { hn::Stream(tile[k], tag, to + k * kLanes); });
    return;
  }
  unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA {
    if constexpr (k + 1 < N) {
      hn::StoreU(tile[k], tag, to + k * kLanes);
    } else {
      store_first(tile[k], tag, to + k * kLanes, columns - k * kLanes);
    }
  });
}
template <size_t N>
HWY_INLINE void store_tile(const FloatVec (&tile)[N], Bf16* to, size_t columns, bool stream) {
  const HalfTag tag;
  const WordTag words;
  unroll<N / 2>([&](auto pair) HEDDLE_SIMD_LAMBDA {
    constexpr size_t kFirst = pair * 2 * kLanes;
    const auto even = hn::ShiftRight<16>(round_to_bf16(tile[2 * pair]));
    const auto odd = hn::And(round_to_bf16(tile[2 * pair + 1]), hn::Set(words, 0xffff0000U));
    const auto packed = hn::BitCast(tag, hn::Or(even, odd));
    auto* place = reinterpret_cast<uint16_t*>(to) + kFirst;
    if (stream) {
      hn::Stream(packed, tag, place);
    } else if (pair + 1 < N / 2) {
      hn::StoreU(packed, tag, place);
    } else {
      store_first(packed, tag, place, columns - kFirst);
    }
  });
}

// All lanes of it.
template <size_t N>
HWY_INLINE void store_whole_tile(const FloatVec (&tile)[N], float* to) {
  unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA { hn::StoreU(tile[k], FloatTag(), to + k * kLanes); });
}
template <size_t N>
HWY_INLINE void store_whole_tile(const FloatVec (&tile)[N], Bf16* to) {
  store_tile(tile, to, N * kLanes, false);
}

template <size_t N>
HWY_INLINE void clear_tile(FloatVec (&tile)[N]) {
  unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA { tile[k] = hn::Zero(FloatTag()); });
}
// Tiles in lane order, 64-byte aligned: partial sums in the workspace.
template <size_t N>
HWY_INLINE void store_lanes(const FloatVec (&tile)[N], float* to) {
  unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA { hn::Store(tile[k], FloatTag(), to + k * kLanes); });
}
template <size_t N>
HWY_INLINE void load_lanes(FloatVec (&tile)[N], const float* from) {
  unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA { tile[k] = hn::Load(FloatTag(), from + k * kLanes); });
}
template <size_t N>
HWY_INLINE void add_lanes(FloatVec (&tile)[N], const float* from) {
  unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA {
    tile[k] = hn::Add(tile[k], hn::Load(FloatTag(), from + k * kLanes));
  });
}

// Columns [first, first + columns) of a vector of floats, in the lane order of T; 0 behind them.
template <class T>
HWY_NOINLINE void to_lane_order(const float* from, size_t columns, size_t vectors, float* to) {
  for (size_t k = 0; k < vectors; ++k) {
    for (size_t lane = 0; lane < kLanes; ++lane) {
      const size_t column = column_of<T>(k, lane);
      to[k * kLanes + lane] = column < columns ? from[column] : 0.0F;
    }
  }
}

// The other way: `columns` columns of a tile.
template <class T>
HWY_NOINLINE void to_column_order(const float* from, size_t columns, float* to) {
  const size_t vectors = vectors_for<T>(columns);
  for (size_t k = 0; k < vectors; ++k) {
    for (size_t lane = 0; lane < kLanes; ++lane) {
      const size_t column = column_of<T>(k, lane);
      if (column < columns) to[column] = from[k * kLanes + lane];
    }
  }
}

// Rows arrive from memory into the second-level cache: on the CPUs measured it keeps about twice
// as many lines under way as the first level (Zen 4: 42 against 23 GB/s on random 1 KiB rows).
template <size_t kBytes, int locality = 2>
HWY_INLINE void prefetch_tile(const void* row) {
  unroll<(kBytes + 63) / 64>([&](auto line) HEDDLE_SIMD_LAMBDA {
    prefetch_line<locality>(static_cast<const char*>(row) + 64 * line);
  });
}

// How many edges ahead: enough bytes under way to hide the latency of memory.
constexpr int64_t prefetch_distance(size_t tile_bytes) {
  constexpr size_t kBytesAhead = 16384;
  const size_t edges = kBytesAhead / tile_bytes;
  return static_cast<int64_t>(edges < 4 ? 4 : edges > 64 ? 64 : edges);
}

// Brings in rows of the edges after entry e, up to entry `last`; row_of(entry) gives the tile. All
// arrive in the second-level cache. Short rows and rows of bf16 take so many operations per byte
// that the CPU does not see far enough ahead by itself: the nearest go on into the first level
// (Zen 4, rows of 512 bytes: f32 51 instead of 40 GB/s, bf16 38 instead of 27; f32 rows of 1 KiB
// lose by it).
template <class T, size_t kTileBytes, class RowOf>
HWY_INLINE void prefetch_coming(int64_t e, int64_t last, const RowOf& row_of) {
  constexpr int64_t kNear = 8;  // edges
  const auto entry = [&](int64_t ahead) { return e + ahead < last ? e + ahead : last; };
  prefetch_tile<kTileBytes>(row_of(entry(prefetch_distance(kTileBytes))));
  if constexpr (kIsBf16<T> || kTileBytes <= 512) {
    prefetch_tile<kTileBytes, 3>(row_of(entry(kNear)));
  }
}

// Cuts a row into tiles of at most kMost vectors, about equal, and calls
// body(N, first column, columns) for each; N, the vectors of the tile, is a constant.
template <class T, size_t kMost = kMaxVectors, class Body>
HWY_INLINE void for_each_tile(size_t columns, const Body& body) {
  if (columns == 0) return;
  constexpr size_t kLoads = kMost / kVectorsPerLoad<T>;
  const size_t loads = vectors_for<T>(columns) / kVectorsPerLoad<T>;
  const size_t tiles = (loads + kLoads - 1) / kLoads;
  const size_t tile_columns = (loads + tiles - 1) / tiles * kColumnsPerLoad<T>;
  for (size_t first = 0; first < columns; first += tile_columns) {
    const size_t inside = tile_columns < columns - first ? tile_columns : columns - first;
    const size_t tile_loads = vectors_for<T>(inside) / kVectorsPerLoad<T>;
    unroll<kLoads>([&](auto load) HEDDLE_SIMD_LAMBDA {
      constexpr size_t kVectors = (load + 1) * kVectorsPerLoad<T>;
      if (tile_loads == load + 1) {
        body(std::integral_constant<size_t, kVectors>{}, first, inside);
      }
    });
  }
}

}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HEDDLE_KERNELS_CPU_ROW_TILE_SIMD_H
