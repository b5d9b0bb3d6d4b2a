#include "heddle/graph/generate/rmat.h"

#include "heddle/base/error.h"
#include "heddle/base/philox.h"
#include "heddle/graph/generate/edge_set.h"
#include "heddle/graph/generate/random_index.h"

#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace heddle {
namespace {

constexpr uint32_t kEdgeStream = 1, kPermutationStream = 2;
constexpr int kMaxAttempts = 64;

void validate(const RmatOptions& o) {
  require(o.nodes >= 2 && o.nodes <= std::numeric_limits<int32_t>::max(),
          "rmat: {} nodes, need 2 to 2^31 - 1", o.nodes);
  require(o.edges >= 0 && o.edges / o.nodes < o.nodes - 1,
          "rmat: {} edges between {} nodes, need fewer than nodes * (nodes - 1)", o.edges, o.nodes);
  const double d = 1.0 - o.a - o.b - o.c;
  require(o.a >= 0 && o.b >= 0 && o.c >= 0 && d > -1e-9,
          "rmat: a = {}, b = {}, c = {}; need probabilities whose sum is at most 1", o.a, o.b, o.c);
}

// A probability as the 32-bit word below which a uniform word falls with that probability.
uint64_t threshold(double probability) {
  return static_cast<uint64_t>(std::llround(probability * 0x1.0p32));
}

class QuadrantWalk {
 public:
  explicit QuadrantWalk(const RmatOptions& o)
      : levels_(std::bit_width(static_cast<uint64_t>(o.nodes - 1))),
        nodes_(o.nodes),
        bounds_{threshold(o.a), threshold(o.a + o.b), threshold(o.a + o.b + o.c)},
        stream_{.seed = o.seed, .stream = kEdgeStream} {}

  DrawnEdge operator()(int64_t index) const {
    const int64_t blocks_per_attempt = (levels_ + 3) / 4;
    for (int attempt = 0; attempt < kMaxAttempts; ++attempt) {
      int64_t source = 0, destination = 0;
      for (int level = 0; level < levels_; level += 4) {
        const PhiloxWords words = stream_.words(index, attempt * blocks_per_attempt + level / 4);
        for (int i = 0; i < 4 && level + i < levels_; ++i) {
          const uint64_t word = words[static_cast<size_t>(i)];
          const bool below = word >= bounds_[1];
          const bool right = below ? word >= bounds_[2] : word >= bounds_[0];
          source = 2 * source + (below ? 1 : 0);
          destination = 2 * destination + (right ? 1 : 0);
        }
      }
      if (source < nodes_ && destination < nodes_ && source != destination) {
        return {static_cast<int32_t>(source), static_cast<int32_t>(destination)};
      }
    }
    return {};
  }

 private:
  int levels_;
  int64_t nodes_;
  std::array<uint64_t, 3> bounds_;
  RandomStream stream_;
};

}  // namespace

Graph rmat_graph(const RmatOptions& options, int threads) {
  validate(options);
  const QuadrantWalk walk(options);
  std::vector<int32_t> new_ids;
  if (options.permute_ids) {
    new_ids =
        random_permutation(options.nodes, {.seed = options.seed, .stream = kPermutationStream});
  }
  const auto draw = [&](int64_t index) {
    DrawnEdge edge = walk(index);
    if (edge.source < 0 || new_ids.empty()) return edge;
    edge.source = new_ids[static_cast<size_t>(edge.source)];
    edge.destination = new_ids[static_cast<size_t>(edge.destination)];
    return edge;
  };
  Relation relation = draw_distinct_edges(options.nodes, options.edges, draw, threads, "rmat");
  return homogeneous_graph(options.nodes, std::move(relation.sources),
                           std::move(relation.destinations));
}

}  // namespace heddle
