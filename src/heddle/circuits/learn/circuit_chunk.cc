#include "heddle/circuits/learn/circuit_chunk.h"

#include "heddle/base/error.h"
#include "heddle/circuits/learn/circuit_graph.h"

#include <algorithm>

namespace heddle {

SortedRows CircuitChunk::rows() const {
  const int64_t count = std::ssize(nodes);
  return {.structure = {row_offsets.data(), senders.data(), nullptr, count, count},
          .relations = relation_count == 1 ? nullptr : relations.data(),
          .relation_count = relation_count};
}

void CircuitChunk::reserve(const CircuitChunkBounds& bounds) {
  nodes.reserve(static_cast<size_t>(bounds.nodes));
  row_offsets.reserve(static_cast<size_t>(bounds.nodes) + 1);
  senders.reserve(static_cast<size_t>(bounds.edges));
  relations.reserve(static_cast<size_t>(bounds.edges));
}

CircuitChunker::CircuitChunker(const Aig& aig, const FaninRelations& relations,
                               const ReaderIndex* readers, int64_t hops)
    : aig_(aig), relations_(relations), readers_(readers), hops_(hops) {
  const int64_t nodes = circuit_nodes(aig);
  if (nodes > std::numeric_limits<int32_t>::max()) {
    fail(ErrorKind::kUnsupported, "circuit: {} nodes, need less than 2^31", nodes);
  }
  reached_.resize(static_cast<size_t>(nodes));
}

// visit(neighbour, relation) for all that sends to the node.
template <class Visit>
void CircuitChunker::for_each_neighbour(int64_t node, const Visit& visit) const {
  const auto visit_fanin = [&](Literal fanin, int which) {
    if (variable_of(fanin) == 0) return;
    visit(static_cast<int64_t>(variable_of(fanin)) - 1, relations_.of(fanin, node, which));
  };
  const int64_t first_output = aig_.variables() - 1;
  if (node >= first_output) {
    visit_fanin(aig_.outputs[static_cast<size_t>(node - first_output)], 0);
    return;
  }
  if (node < aig_.inputs) return;
  const AndGate& gate = aig_.ands[static_cast<size_t>(node - aig_.inputs)];
  visit_fanin(gate.fanin0, 0);
  visit_fanin(gate.fanin1, 1);
  if (readers_ == nullptr) return;
  for (const uint32_t reader : readers_->of(static_cast<uint32_t>(node + 1))) {
    visit(static_cast<int64_t>(reader / kReaderBit),
          kReaderBit + static_cast<int32_t>(reader % kReaderBit));
  }
}

bool CircuitChunker::make(int64_t begin, int64_t end, const CircuitChunkBounds& bounds,
                          CircuitChunk& chunk) {
  check(begin >= aig_.inputs && begin < end && end < aig_.variables(),
        "circuit_chunk: nodes are ANDs");
  std::fill(reached_.begin() + begin, reached_.begin() + end, true);
  const bool fits = find_halo(begin, end, bounds);
  std::fill(reached_.begin() + begin, reached_.begin() + end, false);
  for (const int32_t node : halo_) reached_[static_cast<size_t>(node)] = false;
  if (!fits) return false;
  std::sort(last_ring_.begin(), last_ring_.end());
  std::sort(halo_.begin(), halo_.end());
  list_nodes(begin, end, chunk);
  list_edges(begin, end, chunk);
  return true;
}

void CircuitChunker::reach(int64_t node) {
  if (reached_[static_cast<size_t>(node)]) return;
  reached_[static_cast<size_t>(node)] = true;
  halo_.push_back(static_cast<int32_t>(node));
}

void CircuitChunker::reach_neighbours(int64_t node) {
  for_each_neighbour(node, [this](int64_t neighbour, int32_t) {
    reach(neighbour);
    ++edges_;
  });
}

bool CircuitChunker::find_halo(int64_t begin, int64_t end, const CircuitChunkBounds& bounds) {
  halo_.clear();
  edges_ = 0;
  const auto fits = [&] {
    return end - begin + std::ssize(halo_) <= bounds.nodes && edges_ <= bounds.edges;
  };
  for (int64_t node = begin; node < end && fits(); ++node) reach_neighbours(node);
  size_t ring = 0;
  for (int64_t hop = 1; hop < hops_; ++hop) {
    const size_t next_ring = halo_.size();
    for (; ring < next_ring && fits(); ++ring) reach_neighbours(halo_[ring]);
  }
  last_ring_.assign(halo_.begin() + static_cast<int64_t>(ring), halo_.end());
  return fits();
}

void CircuitChunker::list_nodes(int64_t begin, int64_t end, CircuitChunk& chunk) {
  const auto split = std::lower_bound(halo_.begin(), halo_.end(), begin);
  chunk.nodes.assign(halo_.begin(), split);
  chunk.own_begin = static_cast<int64_t>(chunk.nodes.size());
  chunk.own_end = chunk.own_begin + end - begin;
  for (int64_t node = begin; node < end; ++node) chunk.nodes.push_back(static_cast<int32_t>(node));
  chunk.nodes.insert(chunk.nodes.end(), split, halo_.end());
}

// Global ids are in the order of local ones, so rows may be sorted before their senders are known
// by local ids.
void CircuitChunker::list_edges(int64_t begin, int64_t end, CircuitChunk& chunk) {
  chunk.relation_count = relation_count(relations_.edges());
  chunk.row_offsets.assign(1, 0);
  chunk.row_offsets.reserve(chunk.nodes.size() + 1);
  chunk.senders.resize(static_cast<size_t>(edges_));
  chunk.relations.resize(static_cast<size_t>(edges_));
  const auto local = [&](int64_t node) {
    if (node >= begin && node < end) return static_cast<int32_t>(chunk.own_begin + node - begin);
    const auto found = std::lower_bound(halo_.begin(), halo_.end(), node);
    const int64_t place = found - halo_.begin();
    return static_cast<int32_t>(node < begin ? place : place + end - begin);
  };
  size_t edge = 0, ring = 0;
  for (const int32_t node : chunk.nodes) {
    if (ring < last_ring_.size() && last_ring_[ring] == node) {
      ++ring;
    } else {
      sort_row(node);
      for (const uint64_t entry : row_) {
        chunk.relations[edge] = static_cast<int32_t>(entry >> 32);
        chunk.senders[edge++] = local(static_cast<int32_t>(entry));
      }
    }
    chunk.row_offsets.push_back(static_cast<int64_t>(edge));
  }
}

void CircuitChunker::sort_row(int64_t node) {
  row_.clear();
  for_each_neighbour(node, [this](int64_t neighbour, int32_t relation) {
    row_.push_back(static_cast<uint64_t>(relation) << 32 | static_cast<uint64_t>(neighbour));
  });
  std::sort(row_.begin(), row_.end());
}

}  // namespace heddle
