// Tiles of the kernels over several relations. They hold more per edge than a plain sum (messages,
// several bases), so a tile has at most four vectors, and there are few variants to compile.
//
// Included once per instruction set, after hwy/highway.h.

#include "heddle/kernels/cpu/relation_call.h"
#include "heddle/kernels/cpu/row_tile_simd.h"
#include "heddle/kernels/cpu/workspace_layout.h"

#if defined(HEDDLE_KERNELS_CPU_RELATION_TILE_SIMD_H) == defined(HWY_TARGET_TOGGLE)
#ifdef HEDDLE_KERNELS_CPU_RELATION_TILE_SIMD_H
#undef HEDDLE_KERNELS_CPU_RELATION_TILE_SIMD_H
#else
#define HEDDLE_KERNELS_CPU_RELATION_TILE_SIMD_H
#endif

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {

// Calls body(N, first column, columns) for tiles that cover `columns` columns; N is 4, 2 or, for
// f32, 1. All tiles but the last are full.
template <class T, class Body>
HWY_INLINE void for_each_small_tile(size_t columns, const Body& body) {
  constexpr size_t kLoad = kColumnsPerLoad<T>;
  constexpr size_t kLoadsOfFour = 4 / kVectorsPerLoad<T>;
  for (size_t first = 0; first < columns;) {
    const size_t rest = columns - first;
    size_t inside = 0;
    if (rest > (kLoadsOfFour - 1) * kLoad) {
      inside = rest < kLoadsOfFour * kLoad ? rest : kLoadsOfFour * kLoad;
      body(std::integral_constant<size_t, 4>{}, first, inside);
    } else if (kIsBf16<T> || rest > kLoad) {
      constexpr size_t kInside = 2 / kVectorsPerLoad<T> * kLoad;
      inside = rest < kInside ? rest : kInside;
      body(std::integral_constant<size_t, 2>{}, first, inside);
    } else if constexpr (!kIsBf16<T>) {
      inside = rest;
      body(std::integral_constant<size_t, 1>{}, first, inside);
    }
    first += inside;
  }
}

// tile += factor * columns of `row`
template <class T, size_t N>
HWY_INLINE void add_scaled_row(FloatVec (&tile)[N], float factor, const T* row, size_t columns) {
  const auto wide = hn::Set(FloatTag(), factor);
  for_each_vector<N>(row, columns, [&](auto k, FloatVec value) HEDDLE_SIMD_LAMBDA {
    tile[k] = hn::MulAdd(wide, value, tile[k]);
  });
}

// tile += sum over entries [begin, end) of w_e times `columns` columns from row_of(e), a pointer.
// The rows of coming entries are prefetched.
template <class T, size_t N, class RowOf>
HWY_INLINE void add_gathered_rows(const RelationCall& call, int64_t begin, int64_t end,
                                  size_t columns, const RowOf& row_of, FloatVec (&tile)[N]) {
  constexpr size_t kTileBytes = N * kLanes * sizeof(T);
  const int64_t last = call.a.entries() - 1;
  for (int64_t e = begin; e < end; ++e) {
    const T* coming = row_of(std::min(e + prefetch_distance(kTileBytes), last));
    prefetch_tile<kTileBytes>(coming);
    const T* row = row_of(e);
    add_scaled_row(tile, call.weight_of(e), row, columns);
  }
}

// The same for columns [first, first + columns) of the senders' rows.
template <class T, size_t N>
HWY_INLINE void add_sender_rows(const RelationCall& call, int64_t begin, int64_t end, size_t first,
                                size_t columns, FloatVec (&tile)[N]) {
  add_gathered_rows<T>(
      call, begin, end, columns,
      [&](int64_t e) HEDDLE_SIMD_LAMBDA { return call.row<T>(call.a.columns[e]) + first; }, tile);
}

// Lanes to memory in the order of columns; writes N * kLanes floats, aligned.
template <class T, size_t N>
HWY_INLINE void store_columns(const FloatVec (&tile)[N], float* to) {
  const FloatTag tag;
  if constexpr (kIsBf16<T>) {
    unroll<N / 2>([&](auto pair) HEDDLE_SIMD_LAMBDA {
      hn::StoreInterleaved2(tile[2 * pair], tile[2 * pair + 1], tag, to + 2 * pair * kLanes);
    });
  } else {
    store_lanes(tile, to);
  }
}

// y[row] = sum over the edges of the row, for the rows of a task, tile by tile:
// body(row, begin, end, first, columns, tile) adds what entries [begin, end) contribute to columns
// [first, first + columns). A piece of a split row goes to its slot.
template <class T, class Body>
HWY_INLINE void sum_rows(const RelationCall& call, const RowTask& task, const Body& body) {
  for_each_small_tile<T>(
      static_cast<size_t>(call.y.cols), [&](auto n, size_t first, size_t columns) HWY_ATTR {
        for (int64_t row = task.row_begin; row < task.row_end; ++row) {
          FloatVec sum[n];
          clear_tile(sum);
          body(row, call.begin_of(task, row), call.end_of(task, row), first, columns, sum);
          if (task.slot >= 0) {
            store_lanes(sum, call.slots + task.slot * call.slot_stride + first);
          } else {
            store_tile(sum, call.y.values<T>() + row * call.y.stride + first, columns, false);
          }
        }
      });
}

// Adds the slots of a split row in order, where y is `blocks` times `block_cols` columns and every
// block has padded_floats(block_cols) floats of a slot.
template <class T>
void merge_slots_of(const RelationCall& call, const SplitRow& split, int64_t blocks) {
  const int64_t block_cols = call.y.cols / blocks;
  for (int64_t block = 0; block < blocks; ++block) {
    const float* slots = call.slots + block * padded_floats(block_cols);
    T* to = call.y.values<T>() + split.row * call.y.stride + block * block_cols;
    for_each_small_tile<T>(static_cast<size_t>(block_cols),
                           [&](auto n, size_t first, size_t columns) HWY_ATTR {
                             FloatVec sum[n];
                             clear_tile(sum);
                             for (int64_t s = split.slot_begin; s < split.slot_end; ++s) {
                               add_lanes(sum, slots + s * call.slot_stride + first);
                             }
                             store_tile(sum, to + first, columns, false);
                           });
  }
}

inline void merge_slots(const RelationCall& call, const SplitRow& split, int64_t blocks) {
  if (call.y.dtype == DType::kBf16) return merge_slots_of<Bf16>(call, split, blocks);
  merge_slots_of<float>(call, split, blocks);
}

}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HEDDLE_KERNELS_CPU_RELATION_TILE_SIMD_H
