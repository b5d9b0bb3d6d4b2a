// Counting sort by receiver, then a stable sort inside each row: linear but for the row sorts.

#include "heddle/graph/adjacency.h"

#include "heddle/base/error.h"
#include "heddle/base/parallel.h"

#include <algorithm>
#include <functional>
#include <tuple>

namespace heddle {
namespace {

constexpr int64_t kRowsPerSortTask = 4096;

struct Entry {
  int32_t sender;
  int32_t relation;
  float weight;
};

void validate(const EdgeList& edges) {
  require(edges.sources.size() == edges.destinations.size() &&
              (edges.relations.empty() || edges.relations.size() == edges.sources.size()) &&
              (edges.weights.empty() || edges.weights.size() == edges.sources.size()),
          "adjacency: {} sources, {} destinations, {} relations, {} weights; lengths must agree",
          edges.sources.size(), edges.destinations.size(), edges.relations.size(),
          edges.weights.size());
  for (size_t e = 0; e < edges.sources.size(); ++e) {
    const int32_t relation = edges.relations.empty() ? 0 : edges.relations[e];
    require(edges.sources[e] >= 0 && edges.sources[e] < edges.senders &&
                edges.destinations[e] >= 0 && edges.destinations[e] < edges.receivers &&
                relation >= 0 && relation < edges.relation_count,
            "adjacency: edge {} is {} -> {} of relation {}, but there are {} senders, {} "
            "receivers, {} relations",
            e, edges.sources[e], edges.destinations[e], relation, edges.senders, edges.receivers,
            edges.relation_count);
  }
}

// Turns counts stored at [i + 1] into offsets.
void accumulate(std::vector<int64_t>& offsets) {
  for (size_t i = 1; i < offsets.size(); ++i) offsets[i] += offsets[i - 1];
}

void count_by_receiver(const EdgeList& edges, std::vector<int64_t>& row_offsets) {
  row_offsets.assign(static_cast<size_t>(edges.receivers) + 1, 0);
  for (const int32_t receiver : edges.destinations) {
    ++row_offsets[static_cast<size_t>(receiver) + 1];
  }
  accumulate(row_offsets);
}

// entry_of(e) for all edges, receiver by receiver, in the order of the list.
template <class T, class EntryOf>
std::vector<T> placed_by_receiver(const EdgeList& edges, const std::vector<int64_t>& row_offsets,
                                  const EntryOf& entry_of) {
  std::vector<int64_t> next(row_offsets.begin(), row_offsets.end() - 1);
  std::vector<T> entries(edges.sources.size());
  for (size_t e = 0; e < edges.sources.size(); ++e) {
    const auto receiver = static_cast<size_t>(edges.destinations[e]);
    entries[static_cast<size_t>(next[receiver]++)] = entry_of(e);
  }
  return entries;
}

template <class T, class Less>
void sort_rows(std::vector<T>& entries, const std::vector<int64_t>& row_offsets, int threads,
               const Less& less) {
  const auto rows = static_cast<int64_t>(row_offsets.size()) - 1;
  parallel_ranges(threads, rows, kRowsPerSortTask, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) {
      std::stable_sort(entries.begin() + row_offsets[static_cast<size_t>(row)],
                       entries.begin() + row_offsets[static_cast<size_t>(row) + 1], less);
    }
  });
}

void append_self_loops(EdgeList& list, int32_t relation) {
  std::vector<bool> has_loop(static_cast<size_t>(list.receivers), false);
  for (size_t e = 0; e < list.sources.size(); ++e) {
    if (list.sources[e] == list.destinations[e]) {
      has_loop[static_cast<size_t>(list.sources[e])] = true;
    }
  }
  for (int64_t node = 0; node < list.receivers; ++node) {
    if (has_loop[static_cast<size_t>(node)]) continue;
    list.sources.push_back(static_cast<int32_t>(node));
    list.destinations.push_back(static_cast<int32_t>(node));
    if (list.relation_count > 1) list.relations.push_back(relation);
    if (!list.weights.empty()) list.weights.push_back(1.0F);
  }
}

void append_relation(EdgeList& list, const Graph& graph, const Relation& relation, int32_t id,
                     bool inverse, bool weighted) {
  const auto source_offset = static_cast<int32_t>(graph.type_offset(relation.source_type));
  const auto target_offset = static_cast<int32_t>(graph.type_offset(relation.destination_type));
  for (size_t e = 0; e < relation.sources.size(); ++e) {
    const int32_t source = source_offset + relation.sources[e];
    const int32_t target = target_offset + relation.destinations[e];
    list.sources.push_back(inverse ? target : source);
    list.destinations.push_back(inverse ? source : target);
    if (list.relation_count > 1) list.relations.push_back(id);
    if (weighted) list.weights.push_back(relation.weights.empty() ? 1.0F : relation.weights[e]);
  }
}

// Room for so many edges at once: growing step by step takes up to three times that.
void reserve(EdgeList& list, int64_t count, bool weighted) {
  const auto edges = static_cast<size_t>(count);
  list.sources.reserve(edges);
  list.destinations.reserve(edges);
  if (list.relation_count > 1) list.relations.reserve(edges);
  if (weighted) list.weights.reserve(edges);
}

}  // namespace

EdgeList edge_list(const Graph& graph, const AdjacencyOptions& options) {
  EdgeList list;
  list.receivers = list.senders = graph.nodes();
  const auto relations = static_cast<int32_t>(graph.relations.size());
  list.relation_count = std::max(1, options.inverse_relations ? 2 * relations : relations);
  const bool weighted = std::any_of(graph.relations.begin(), graph.relations.end(),
                                    [](const Relation& r) { return !r.weights.empty(); });
  const int64_t directions = options.inverse_relations ? 2 : 1;
  reserve(list, directions * graph.edges() + (options.self_loops ? graph.nodes() : 0), weighted);
  for (int32_t r = 0; r < relations; ++r) {
    append_relation(list, graph, graph.relations[static_cast<size_t>(r)], r, false, weighted);
  }
  for (int32_t r = 0; options.inverse_relations && r < relations; ++r) {
    append_relation(list, graph, graph.relations[static_cast<size_t>(r)], relations + r, true,
                    weighted);
  }
  if (options.self_loops) append_self_loops(list, 0);
  return list;
}

Adjacency::Adjacency(const EdgeList& edges, int threads) {
  validate(edges);
  count_by_receiver(edges, forward_.row_offsets);
  const bool senders_alone = edges.relation_count == 1 && edges.weights.empty();
  senders_alone ? assign_senders(edges, threads) : assign_entries(edges, threads);
  forward_.finish(forward_.own_rows(edges.senders, edges.relation_count));
}

// Four bytes per edge beside the list.
void Adjacency::assign_senders(const EdgeList& edges, int threads) {
  forward_.columns = placed_by_receiver<int32_t>(edges, forward_.row_offsets,
                                                 [&](size_t e) { return edges.sources[e]; });
  sort_rows(forward_.columns, forward_.row_offsets, threads, std::less<>());
}

void Adjacency::assign_entries(const EdgeList& edges, int threads) {
  auto entries = placed_by_receiver<Entry>(edges, forward_.row_offsets, [&](size_t e) {
    return Entry{edges.sources[e], edges.relations.empty() ? 0 : edges.relations[e],
                 edges.weights.empty() ? 1.0F : edges.weights[e]};
  });
  sort_rows(entries, forward_.row_offsets, threads, [](const Entry& a, const Entry& b) {
    return std::tie(a.relation, a.sender) < std::tie(b.relation, b.sender);
  });
  forward_.columns.reserve(entries.size());
  for (const Entry& entry : entries) forward_.columns.push_back(entry.sender);
  if (edges.relation_count > 1) {
    forward_.edge_relations.reserve(entries.size());
    for (const Entry& entry : entries) forward_.edge_relations.push_back(entry.relation);
  }
  if (!edges.weights.empty()) {
    edge_weights_.reserve(entries.size());
    for (const Entry& entry : entries) edge_weights_.push_back(entry.weight);
  }
}

Adjacency::Adjacency(const CsrView& matrix) { assign_rows({.structure = matrix}); }

void Adjacency::assign_rows(const SortedRows& rows) {
  forward_.clear();
  transposed_.clear();
  edge_weights_.clear();
  forward_.finish(rows);
}

// Receivers are visited in order, so entries of a sender come out sorted by receiver; with several
// relations a second stable pass sorts them by relation first.
void Adjacency::ensure_transpose() {
  if (forward_.view.transposed != nullptr) return;
  const AdjacencyView& a = forward_.view;
  const auto entries = static_cast<size_t>(a.entries());
  Direction& t = transposed_;
  t.row_offsets.assign(static_cast<size_t>(a.cols) + 1, 0);
  for (size_t e = 0; e < entries; ++e) ++t.row_offsets[static_cast<size_t>(a.columns[e]) + 1];
  accumulate(t.row_offsets);
  std::vector<int64_t> next(t.row_offsets.begin(), t.row_offsets.end() - 1);
  t.columns.resize(entries);
  t.edge_positions.resize(entries);
  if (a.edge_relations != nullptr) t.edge_relations.resize(entries);
  const auto place = [&](int64_t row, int64_t e) {
    const auto target = static_cast<size_t>(next[static_cast<size_t>(a.columns[e])]++);
    t.columns[target] = static_cast<int32_t>(row);
    t.edge_positions[target] = e;
    if (a.edge_relations != nullptr) t.edge_relations[target] = a.edge_relations[e];
  };
  if (a.edge_relations == nullptr) {
    for (int64_t row = 0; row < a.rows; ++row) {
      for (int64_t e = a.row_offsets[row]; e < a.row_offsets[row + 1]; ++e) place(row, e);
    }
  } else {
    const SegmentView& segments = a.segments;
    for (int64_t i = 0; i < segments.segments; ++i) {
      const int64_t s = segments.segments_by_relation[i];
      for (int64_t e = segments.segment_offsets[s]; e < segments.segment_offsets[s + 1]; ++e) {
        place(segments.segment_rows[s], e);
      }
    }
  }
  t.finish(t.own_rows(a.rows, a.relations));
  t.view.transposed = &forward_.view;
  forward_.view.transposed = &t.view;
}

SortedRows Adjacency::Direction::own_rows(int64_t cols, int32_t relation_count) const {
  return {.structure = {row_offsets.data(), columns.data(), nullptr,
                        static_cast<int64_t>(row_offsets.size()) - 1, cols},
          .relations = edge_relations.empty() ? nullptr : edge_relations.data(),
          .relation_count = relation_count};
}

void Adjacency::Direction::finish(const SortedRows& rows) {
  const CsrView& structure = rows.structure;
  view.rows = structure.rows;
  view.cols = structure.cols;
  view.relations = rows.relation_count;
  view.row_offsets = structure.row_offsets;
  view.columns = structure.columns;
  view.edge_positions = edge_positions.empty() ? nullptr : edge_positions.data();
  view.edge_relations = rows.relations;
  view.segments = {};
  if (rows.relation_count > 1) build_segments();
  schedule.assign({structure.row_offsets, static_cast<size_t>(structure.rows) + 1});
  view.schedule = &schedule;
}

void Adjacency::Direction::build_segments() {
  const auto entries = static_cast<size_t>(view.entries());
  row_segments.assign(1, 0);
  row_segments.reserve(static_cast<size_t>(view.rows) + 1);
  segment_offsets.clear();
  segment_offsets.reserve(entries + 1);
  segment_relations.clear();
  segment_relations.reserve(entries);
  segment_rows.clear();
  segment_rows.reserve(entries);
  for (int64_t row = 0; row < view.rows; ++row) {
    const int64_t begin = view.row_offsets[row], end = view.row_offsets[row + 1];
    for (int64_t e = begin; e < end; ++e) {
      if (e > begin && view.edge_relations[e] == view.edge_relations[e - 1]) continue;
      segment_offsets.push_back(e);
      segment_relations.push_back(view.edge_relations[e]);
      segment_rows.push_back(static_cast<int32_t>(row));
    }
    row_segments.push_back(static_cast<int64_t>(segment_offsets.size()));
  }
  segment_offsets.push_back(view.entries());
  order_segments_by_relation();
  view.segments = {row_segments.data(),          segment_offsets.data(),
                   segment_relations.data(),     segment_rows.data(),
                   relation_offsets.data(),      segments_by_relation.data(),
                   std::ssize(segment_relations)};
}

void Adjacency::Direction::order_segments_by_relation() {
  relation_offsets.assign(static_cast<size_t>(view.relations) + 1, 0);
  for (const int32_t relation : segment_relations) {
    ++relation_offsets[static_cast<size_t>(relation) + 1];
  }
  accumulate(relation_offsets);
  std::vector<int64_t> next(relation_offsets.begin(), relation_offsets.end() - 1);
  segments_by_relation.resize(segment_relations.size());
  for (size_t s = 0; s < segment_relations.size(); ++s) {
    int64_t& place = next[static_cast<size_t>(segment_relations[s])];
    segments_by_relation[static_cast<size_t>(place++)] = static_cast<int64_t>(s);
  }
}

}  // namespace heddle
