#include "tests/ops/situation.h"

#include "heddle/base/philox.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace heddle::test {
namespace {

constexpr uint64_t kSeed = 20240501;

int32_t random_below(RandomStream stream, int64_t row, int64_t column, int64_t bound) {
  return static_cast<int32_t>(stream.word(row, column) % static_cast<uint64_t>(bound));
}

// Column widths around the number of lanes of every vector width, for f32 and bf16, and from 81 on
// one for every number of vectors that a row of 16 lanes may have; then positions of two bytes and
// several tiles, of which those of 552 are not whole.
constexpr int64_t kWidths[] = {1,   3,   4,   5,   7,   8,   9,   15,  16,  17,  31,
                               32,  33,  63,  64,  65,  81,  97,  100, 113, 129, 145,
                               161, 177, 193, 209, 225, 241, 256, 257, 552, 1024};

struct HeadShape {
  int64_t heads, head_cols;
};
// Heads of whole vectors, several to a vector, across vectors, and more than a vector has lanes.
constexpr HeadShape kHeadShapes[] = {{8, 1},  {4, 8},  {3, 5},  {4, 16}, {2, 129},
                                     {24, 1}, {43, 3}, {2, 48}, {5, 24}};

std::vector<Situation> make_kernel_situations() {
  std::vector<Situation> all = {
      {"empty graph", edgeless_graph(0), 17},
      {"one node", edgeless_graph(1), 17},
      {"one node with loops", loop_graph(), 17},
      {"no edges", edgeless_graph(5), 17},
      {"tall", mixed_graph(9001, 6000), 61},  // rows of f32 and of bf16 exceed a megabyte
      {"split hub", hub_graph(), 17},
      {"typed", mixed_graph(37, 300, 5), 17},
      {"typed split hub", hub_graph(3), 9},
      {"typed sender of 20000 edges", reversed(mixed_graph(40, 40000, 3)), 9},
      {"typed, tall", mixed_graph(9001, 20000, 4), 9},
  };
  all.push_back({"bipartite", bipartite_graph(11, 23, 90), 17});
  all.back().bipartite = true;
  all.push_back({"typed bipartite", bipartite_graph(23, 11, 90, 3), 16});
  all.back().bipartite = true;
  for (const int64_t width : kWidths) {
    all.push_back({fmt::format("mixed, D = {}", width), mixed_graph(37, 200), width});
  }
  for (const auto [heads, head_cols] : kHeadShapes) {
    all.push_back({fmt::format("mixed, D = {} x {}", heads, head_cols), mixed_graph(37, 200),
                   heads * head_cols, heads});
  }
  for (const int64_t width : {17, 64}) {
    all.push_back({fmt::format("symbolic, D = {}", width), mixed_graph(37, 200, 2), width, 1});
    all.back().symbolic = true;
    all.push_back({fmt::format("strided, D = {}", width), mixed_graph(37, 200), width, 1});
    all.back().strided = true;
    all.push_back({fmt::format("permuted ids, D = {}", width), mixed_graph(37, 200), width, 1});
    all.back().permuted_ids = true;
  }
  all.push_back({"symbolic, strided, permuted ids, D = 2 x 9", mixed_graph(37, 200, 3), 18, 2});
  all.back().symbolic = all.back().strided = all.back().permuted_ids = true;
  return all;
}

std::vector<Situation> make_gradient_situations() {
  std::vector<Situation> all = {
      {"empty graph", edgeless_graph(0), 4, 2},      {"one node", edgeless_graph(1), 3},
      {"one node with loops", loop_graph(), 4, 2},   {"directed", mixed_graph(7, 14), 5},
      {"directed, heads", mixed_graph(6, 12), 6, 2}, {"typed", mixed_graph(6, 16, 3), 4, 2},
  };
  all.push_back({"bipartite", bipartite_graph(4, 6, 11, 2), 6, 3});
  all.back().bipartite = true;
  all.push_back({"permuted ids", mixed_graph(5, 9), 4, 2});
  all.back().permuted_ids = true;
  return all;
}

}  // namespace

EdgeList edgeless_graph(int64_t nodes) {
  EdgeList list;
  list.receivers = list.senders = nodes;
  return list;
}

EdgeList loop_graph() {
  EdgeList list = edgeless_graph(1);
  list.sources = list.destinations = {0, 0};
  return list;
}

EdgeList mixed_graph(int64_t nodes, int64_t edges, int32_t relations) {
  const RandomStream random = {kSeed, 1, static_cast<uint32_t>(nodes)};
  EdgeList list = edgeless_graph(nodes);
  list.relation_count = relations;
  const int64_t inner = nodes - 2;  // the first and the last node receive nothing
  const auto hub = static_cast<int32_t>(nodes / 2);
  for (int64_t e = 0; e < edges; ++e) {
    const bool repeat = e % 10 == 9;
    const bool loop = e % 10 == 7;
    const int32_t target = e % 2 == 0 ? hub : 1 + random_below(random, e, 0, inner);
    list.destinations.push_back(repeat ? list.destinations.back() : target);
    list.sources.push_back(repeat ? list.sources.back()
                           : loop ? target
                                  : random_below(random, e, 1, nodes));
    if (relations == 1) continue;
    // Relation 1 has no edges where there are three or more.
    const int32_t relation = random_below(random, e, 2, relations);
    list.relations.push_back(relation == 1 && relations > 2 ? 0 : relation);
  }
  return list;
}

EdgeList reversed(EdgeList list) {
  std::swap(list.receivers, list.senders);
  std::swap(list.sources, list.destinations);
  return list;
}

EdgeList hub_graph(int32_t relations) {
  constexpr int64_t kNodes = 40, kEdges = 18000;
  const RandomStream random = {kSeed, 3, 0};
  EdgeList list = mixed_graph(kNodes, 500, relations);
  for (int64_t e = 500; e < kEdges; ++e) {
    list.destinations.push_back(kNodes / 2);
    list.sources.push_back(e % 20 == 0 ? random_below(random, e, 1, kNodes) : 7);
    if (relations > 1) list.relations.push_back(e % 3 == 0 ? 0 : relations - 1);
  }
  return list;
}

EdgeList bipartite_graph(int64_t receivers, int64_t senders, int64_t edges, int32_t relations) {
  EdgeList list = mixed_graph(std::min(receivers, senders), edges, relations);
  list.receivers = receivers;
  list.senders = senders;
  return list;
}

const std::vector<Situation>& kernel_situations() {
  static const std::vector<Situation> situations = make_kernel_situations();
  return situations;
}

const std::vector<Situation>& gradient_situations() {
  static const std::vector<Situation> situations = make_gradient_situations();
  return situations;
}

}  // namespace heddle::test
