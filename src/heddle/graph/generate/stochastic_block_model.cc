#include "heddle/graph/generate/stochastic_block_model.h"

#include "heddle/base/error.h"
#include "heddle/base/philox.h"
#include "heddle/graph/generate/edge_set.h"
#include "heddle/graph/generate/random_index.h"
#include "heddle/graph/reverse_edges.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace heddle {
namespace {

constexpr uint32_t kEdgeStream = 1;
constexpr int kMaxAttempts = 64;

class BlockDraw {
 public:
  BlockDraw(std::span<const int32_t> blocks, const BlockModelOptions& options)
      : blocks_(blocks),
        homophily_(options.homophily),
        stream_{.seed = options.seed, .stream = kEdgeStream} {
    const auto count = static_cast<size_t>(*std::max_element(blocks.begin(), blocks.end())) + 1;
    offsets_.assign(count + 1, 0);
    for (const int32_t block : blocks) ++offsets_[static_cast<size_t>(block) + 1];
    for (size_t b = 0; b < count; ++b) offsets_[b + 1] += offsets_[b];
    members_.resize(blocks.size());
    std::vector<int64_t> next(offsets_.begin(), offsets_.end() - 1);
    for (size_t i = 0; i < blocks.size(); ++i) {
      members_[static_cast<size_t>(next[static_cast<size_t>(blocks[i])]++)] =
          static_cast<int32_t>(i);
    }
  }

  DrawnEdge operator()(int64_t index) const {
    for (int attempt = 0; attempt < kMaxAttempts; ++attempt) {
      const PhiloxWords words = stream_.words(index, attempt);
      const auto nodes = static_cast<int64_t>(blocks_.size());
      const auto first = static_cast<int32_t>(index_from_word(words[0], nodes));
      const bool inside = uniform_from_word(words[1]) < static_cast<float>(homophily_);
      const int32_t second = partner(blocks_[static_cast<size_t>(first)], inside, words[2]);
      if (second >= 0 && second != first) {
        return {std::min(first, second), std::max(first, second)};
      }
    }
    return {};
  }

 private:
  int32_t partner(int32_t block, bool inside, uint32_t word) const {
    const int64_t begin = offsets_[static_cast<size_t>(block)];
    const int64_t size = offsets_[static_cast<size_t>(block) + 1] - begin;
    const int64_t others = static_cast<int64_t>(members_.size()) - size;
    if (!inside && others == 0) return -1;
    int64_t place = inside ? begin + index_from_word(word, size) : index_from_word(word, others);
    if (!inside && place >= begin) place += size;  // the other blocks lie on both sides
    return members_[static_cast<size_t>(place)];
  }

  std::span<const int32_t> blocks_;
  double homophily_;
  RandomStream stream_;
  std::vector<int64_t> offsets_;  // members_ of a block
  std::vector<int32_t> members_;
};

}  // namespace

Graph block_model_graph(std::span<const int32_t> blocks, const BlockModelOptions& options,
                        int threads) {
  const auto nodes = static_cast<int64_t>(blocks.size());
  require(nodes >= 2, "block model: {} nodes, need at least 2", nodes);
  require(options.homophily >= 0 && options.homophily <= 1,
          "block model: homophily {}, need 0 to 1", options.homophily);
  require(options.undirected_edges >= 0 && options.undirected_edges / nodes <= (nodes - 1) / 2,
          "block model: {} undirected edges between {} nodes, need fewer than nodes^2 / 2",
          options.undirected_edges, nodes);
  const BlockDraw draw(blocks, options);
  Relation relation =
      draw_distinct_edges(nodes, options.undirected_edges, draw, threads, "block model");
  append_reverse_edges(relation);
  return homogeneous_graph(nodes, std::move(relation.sources), std::move(relation.destinations));
}

}  // namespace heddle
