// Batches of small graphs, copied out of the adjacency of all of them: rows of a block are
// contiguous and sorted already, so nothing is sorted, checked or allocated again.

#include "heddle/base/error.h"
#include "heddle/graph/adjacency.h"

namespace heddle {

void Adjacency::Direction::reserve(int64_t rows, int64_t entries, bool positions) {
  row_offsets.reserve(static_cast<size_t>(rows) + 1);
  columns.reserve(static_cast<size_t>(entries));
  if (positions) edge_positions.reserve(static_cast<size_t>(entries));
  schedule.reserve(rows, entries);
}

void Adjacency::Direction::clear() {
  row_offsets.assign(1, 0);
  columns.clear();
  edge_positions.clear();
  edge_relations.clear();
  view.transposed = nullptr;
}

void Adjacency::Direction::append_block(const AdjacencyView& whole, RowRange block,
                                        int64_t position_shift) {
  const int64_t first = whole.row_offsets[block.begin], last = whole.row_offsets[block.end];
  const auto shift =
      static_cast<int32_t>(static_cast<int64_t>(row_offsets.size()) - 1 - block.begin);
  const int64_t entry_shift = row_offsets.back() - first;
  for (int64_t row = block.begin; row < block.end; ++row) {
    row_offsets.push_back(whole.row_offsets[row + 1] + entry_shift);
  }
  for (int64_t e = first; e < last; ++e) columns.push_back(whole.columns[e] + shift);
  if (whole.edge_positions == nullptr) return;
  for (int64_t e = first; e < last; ++e) {
    edge_positions.push_back(whole.edge_positions[e] + position_shift);
  }
}

Adjacency::Adjacency(const AdjacencyLimits& limits) {
  forward_.reserve(limits.rows, limits.entries, false);
  transposed_.reserve(limits.cols, limits.entries, true);
  if (limits.weights) edge_weights_.reserve(static_cast<size_t>(limits.entries));
  forward_.clear();
  forward_.finish(forward_.own_rows(0, 1));
}

void Adjacency::assign_blocks(const Adjacency& whole, std::span<const RowRange> blocks) {
  const AdjacencyView& from = whole.view();
  check(from.rows == from.cols && from.relations == 1,
        "adjacency: blocks of a square, one relation");
  forward_.clear();
  transposed_.clear();
  edge_weights_.clear();
  for (const RowRange& block : blocks) {
    const int64_t first = from.row_offsets[block.begin], last = from.row_offsets[block.end];
    const int64_t position_shift = forward_.row_offsets.back() - first;
    forward_.append_block(from, block, 0);
    if (from.transposed != nullptr) {
      transposed_.append_block(*from.transposed, block, position_shift);
    }
    if (whole.edge_weights().empty()) continue;
    edge_weights_.insert(edge_weights_.end(), whole.edge_weights().begin() + first,
                         whole.edge_weights().begin() + last);
  }
  const auto nodes = static_cast<int64_t>(forward_.row_offsets.size()) - 1;
  forward_.finish(forward_.own_rows(nodes, 1));
  if (from.transposed == nullptr) return;
  transposed_.finish(transposed_.own_rows(nodes, 1));
  forward_.view.transposed = &transposed_.view;
  transposed_.view.transposed = &forward_.view;
}

void Adjacency::assign_runs(std::span<const int64_t> offsets) {
  const int64_t senders = offsets.back();
  const auto receivers = static_cast<int64_t>(offsets.size()) - 1;
  forward_.clear();
  transposed_.clear();
  edge_weights_.clear();
  forward_.row_offsets.assign(offsets.begin(), offsets.end());
  for (int64_t receiver = 0; receiver < receivers; ++receiver) {
    for (int64_t s = offsets[static_cast<size_t>(receiver)];
         s < offsets[static_cast<size_t>(receiver) + 1]; ++s) {
      forward_.columns.push_back(static_cast<int32_t>(s));
      transposed_.columns.push_back(static_cast<int32_t>(receiver));
      transposed_.edge_positions.push_back(s);
      transposed_.row_offsets.push_back(s + 1);
    }
  }
  forward_.finish(forward_.own_rows(senders, 1));
  transposed_.finish(transposed_.own_rows(receivers, 1));
  forward_.view.transposed = &transposed_.view;
  transposed_.view.transposed = &forward_.view;
}

}  // namespace heddle
