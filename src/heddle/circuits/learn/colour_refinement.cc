#include "heddle/circuits/learn/colour_refinement.h"

#include "heddle/base/error.h"

#include <algorithm>

namespace heddle {
namespace {

// The finaliser of SplitMix64 (Steele et al. 2014): every bit depends on every bit.
uint64_t mixed(uint64_t value) {
  value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9U;
  value = (value ^ value >> 27) * 0x94D049BB133111EBU;
  return value ^ value >> 31;
}

}  // namespace

// What a node hears is a multiset; a sum of mixed numbers does not depend on its order.
std::vector<uint64_t> refined_colours(const Graph& graph, std::vector<uint64_t> colours,
                                      int64_t rounds) {
  check(static_cast<int64_t>(colours.size()) == graph.nodes(), "colours: one per node");
  std::vector<uint64_t> next(colours.size());
  for (int64_t round = 0; round < rounds; ++round) {
    for (size_t node = 0; node < colours.size(); ++node) next[node] = mixed(colours[node] + 1);
    for (size_t r = 0; r < graph.relations.size(); ++r) {
      const Relation& relation = graph.relations[r];
      const uint64_t salt = mixed(r + 0x9E3779B97F4A7C15U);
      for (size_t e = 0; e < relation.sources.size(); ++e) {
        next[static_cast<size_t>(relation.destinations[e])] +=
            mixed(colours[static_cast<size_t>(relation.sources[e])] ^ salt);
      }
    }
    colours.swap(next);
  }
  return colours;
}

void ColourTable::add(std::span<const uint64_t> colours, std::span<const uint8_t> labels) {
  for (size_t i = 0; i < colours.size(); ++i) {
    ++counts_[colours[i]][labels[i]];
    ++all_[labels[i]];
  }
}

int64_t ColourTable::wrong(std::span<const uint64_t> colours,
                           std::span<const uint8_t> labels) const {
  std::map<uint64_t, uint8_t> answers;
  for (const auto& [colour, counts] : counts_) answers[colour] = most_frequent(counts);
  const uint8_t otherwise = most_frequent(all_);
  int64_t wrong = 0;
  for (size_t i = 0; i < colours.size(); ++i) {
    const auto answer = answers.find(colours[i]);
    wrong += labels[i] == (answer == answers.end() ? otherwise : answer->second) ? 0 : 1;
  }
  return wrong;
}

uint8_t ColourTable::most_frequent(const ClassCounts& counts) {
  const auto most =
      std::max_element(counts.begin(), counts.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == counts.end() ? uint8_t{0} : most->first;
}

int64_t majority_wrong(std::span<const uint8_t> labels) {
  ColourTable table;
  const std::vector<uint64_t> one_colour(labels.size());
  table.add(one_colour, labels);
  return table.wrong(one_colour, labels);
}

}  // namespace heddle
