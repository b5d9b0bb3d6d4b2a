// Scores of a few edges at a time: [edges, heads] floats on the stack, heads of an edge together.
//
// Included once per instruction set, after row_tile_simd.h. What attention and its gradient share.

#include "heddle/graph/adjacency.h"
#include "heddle/kernels/cpu/philox_simd.h"

#include <algorithm>

#if defined(HEDDLE_KERNELS_CPU_EDGE_SCORES_SIMD_H) == defined(HWY_TARGET_TOGGLE)
#ifdef HEDDLE_KERNELS_CPU_EDGE_SCORES_SIMD_H
#undef HEDDLE_KERNELS_CPU_EDGE_SCORES_SIMD_H
#else
#define HEDDLE_KERNELS_CPU_EDGE_SCORES_SIMD_H
#endif

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {

// A tile of kMaxVectors vectors has at most that many columns, so as many heads.
constexpr size_t kMaxTileHeads = kMaxVectors * kLanes;
constexpr int64_t kMaxChunkEdges = 64;
constexpr size_t kChunkScores = 2048;
static_assert(kChunkScores >= kMaxTileHeads);

// Edges that are worked on together. A chunk has room for one vector more than its scores, so that
// whole vectors may be written.
inline int64_t chunk_edges(size_t heads) {
  const auto edges = static_cast<int64_t>(kChunkScores / heads);
  return edges < kMaxChunkEdges ? edges : kMaxChunkEdges;
}
struct ScoreChunk {
  HWY_ALIGN float values[kChunkScores + kLanes];
};

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
