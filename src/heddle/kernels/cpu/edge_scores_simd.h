// Scores of a few edges at a time: [edges, heads] floats on the stack, heads of an edge together.
//
// Included once per instruction set, after row_tile_simd.h. What attention and its gradient share.

#include "heddle/graph/adjacency.h"
#include "heddle/kernels/cpu/philox_simd.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#if defined(HEDDLE_KERNELS_CPU_EDGE_SCORES_SIMD_H) == defined(HWY_TARGET_TOGGLE)
#ifdef HEDDLE_KERNELS_CPU_EDGE_SCORES_SIMD_H
#undef HEDDLE_KERNELS_CPU_EDGE_SCORES_SIMD_H
#else
#define HEDDLE_KERNELS_CPU_EDGE_SCORES_SIMD_H
#endif

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {

// Heads that a kernel works on together: more than any tile has (one head per column, 256 columns).
constexpr size_t kMaxHeads = 256;
static_assert(kMaxVectors * kLanes <= kMaxHeads);
constexpr int64_t kMaxChunkEdges = 64;
constexpr size_t kChunkScores = 2048;

// Edges that are worked on together.
inline int64_t chunk_edges(size_t heads) {
  return std::min<int64_t>(kChunkScores / heads, kMaxChunkEdges);
}

// One number per edge of a chunk and head, and room to work on whole vectors.
struct ScoreChunk {
  HWY_ALIGN float values[kChunkScores + kLanes];
};

// A chunk seen as vectors: vector i holds the heads that lane by lane stand in vector i % period of
// the pattern. Heads that divide kLanes have a period of one vector.
class HeadPattern {
 public:
  // One value per lane of the pattern.
  struct Lanes {
    HWY_ALIGN float values[kMaxHeads * kLanes];
  };

  explicit HeadPattern(size_t heads)
      : heads_(heads), period_(heads / std::gcd(heads, kLanes) * kLanes) {}

  size_t heads() const { return heads_; }
  size_t period() const { return period_; }  // in lanes

  void repeat(const float* heads, Lanes& lanes) const {
    for (size_t first = 0; first < period_; first += heads_) {
      std::copy_n(heads, heads_, lanes.values + first);
    }
  }
  // heads[h] = combine(heads[h], every lane of head h), in the order of lanes.
  template <class Combine>
  void fold(const Lanes& lanes, float* heads, const Combine& combine) const {
    for (size_t first = 0; first < period_; first += heads_) {
      for (size_t h = 0; h < heads_; ++h) heads[h] = combine(heads[h], lanes.values[first + h]);
    }
  }

  // results[lane] = the last state of that lane, over the vectors of a chunk of `count` scores:
  // state = step(state, first score, first lane of the pattern, scores that are there)
  template <class Step>
  HWY_INLINE void reduce(size_t count, FloatVec start, Lanes& results, const Step& step) const {
    for (size_t lane = 0; lane < period_; lane += kLanes) {
      FloatVec state = start;
      for (size_t i = lane; i < count; i += period_) {
        state = step(state, i, lane, std::min(count - i, kLanes));
      }
      hn::Store(state, FloatTag(), results.values + lane);
    }
  }

 private:
  size_t heads_, period_;
};

template <size_t floats, class RowOf>
HWY_INLINE void copy_rows_of(const RowOf& row_of, int64_t n, float* to) {
  for (int64_t e = 0; e < n; ++e) std::memcpy(to + e * floats, row_of(e), floats * sizeof(float));
}

// to[e, :] = row_of(e)[0 ... heads) for the edges of a chunk.
template <class RowOf>
HWY_INLINE void copy_rows(const RowOf& row_of, int64_t n, size_t heads, float* to) {
  switch (heads) {
    case 1:
      return copy_rows_of<1>(row_of, n, to);
    case 2:
      return copy_rows_of<2>(row_of, n, to);
    case 4:
      return copy_rows_of<4>(row_of, n, to);
    case 8:
      return copy_rows_of<8>(row_of, n, to);
    default:
      for (int64_t e = 0; e < n; ++e) {
        std::copy_n(row_of(e), heads, to + static_cast<size_t>(e) * heads);
      }
  }
}

// Calls body(first lane, lanes) for the vectors that cover `heads` values.
template <class Body>
HWY_INLINE void for_each_head_vector(size_t heads, const Body& body) {
  size_t h = 0;
  for (; h + kLanes <= heads; h += kLanes) body(h, kLanes);
  if (h < heads) body(h, heads - h);
}

HWY_INLINE FloatVec leaky_relu(FloatVec value, FloatVec slope) {
  return hn::IfThenElse(hn::Gt(value, hn::Zero(FloatTag())), value, hn::Mul(value, slope));
}

// What `dropout` multiplies the coefficients of an [E, H] matrix by.
struct CoefficientDropout {
  RandomStream stream;
  float probability, scale;

  bool active() const { return probability > 0; }
};

// Factors of the entries [begin, begin + n) and the heads [first_head, first_head + heads) of the
// coefficients. Random numbers belong to (position in the edge order, head).
inline void fill_dropout_factors(const CoefficientDropout& dropout, const AdjacencyView& a,
                                 int64_t begin, int64_t n, size_t first_head, size_t heads,
                                 float* HWY_RESTRICT factors) {
  const WideTag tag;
  const KeepTest keep(dropout.probability);
  const auto scale = hn::Set(FloatTag(), dropout.scale);
  const auto shifted_stream = hn::Set(tag, uint64_t{dropout.stream.stream} << 8);
  for (int64_t e = 0; e < n; e += static_cast<int64_t>(kBlocks)) {
    const auto lanes = static_cast<size_t>(std::min<int64_t>(n - e, kBlocks));
    HWY_ALIGN uint64_t positions[kBlocks] = {};
    for (size_t i = 0; i < lanes; ++i) {
      positions[i] = static_cast<uint64_t>(a.edge_position(begin + e + static_cast<int64_t>(i)));
    }
    const auto rows = hn::Load(tag, positions);
    const auto third = hn::Xor(shifted_stream, hn::ShiftRight<32>(rows));
    for (size_t block = first_head / 4; 4 * block < first_head + heads; ++block) {
      const PhiloxLanes words =
          philox({{rows, hn::Set(tag, block), third, hn::Set(tag, dropout.stream.step)}},
                 static_cast<uint32_t>(dropout.stream.seed),
                 static_cast<uint32_t>(dropout.stream.seed >> 32));
      for (size_t w = 0; w < 4; ++w) {
        const size_t head = 4 * block + w;
        if (head < first_head || head >= first_head + heads) continue;
        HWY_ALIGN float values[kLanes];  // every second one belongs to a word
        const auto kept = keep(hn::BitCast(WordTag(), words.word[w]));
        hn::Store(hn::IfThenElseZero(kept, scale), FloatTag(), values);
        float* to = factors + static_cast<size_t>(e) * heads + head - first_head;
        for (size_t i = 0; i < lanes; ++i) to[i * heads] = values[2 * i];
      }
    }
  }
}

}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HEDDLE_KERNELS_CPU_EDGE_SCORES_SIMD_H
