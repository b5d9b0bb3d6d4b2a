// The topology of a data set directory: edge_src, edge_dst and what goes with them.
#pragma once

#include "heddle/data/memory_bytes.h"
#include "heddle/data/native_meta.h"
#include "heddle/graph/graph.h"
#include "heddle/graph/io/npz_reader.h"

#include <cstdint>
#include <vector>

namespace heddle {

// Undirected sets get the reverse of every edge. Errors name archive and member.
Graph read_native_graph(const NpzReader& npz, const NativeMeta& meta, LoadingPeak& peak);

// Many small graphs: one node type, one relation whose edges lie graph by graph; undirected sets
// have, in each graph, the edges of the file and then their reverses.
struct NativeGraphUnion {
  Graph graph;
  std::vector<int64_t> graph_offsets, graph_edge_offsets;
};
NativeGraphUnion read_native_graph_union(const NpzReader& npz, const NativeMeta& meta,
                                         LoadingPeak& peak);

// A one-dimensional array of `length` elements (any length if negative), counted in `peak`; with
// capacity for twice as many if edges are to be reversed in place.
template <class T>
std::vector<T> read_column(const NpzReader& npz, std::string_view member, int64_t length,
                           LoadingPeak& peak, bool room_for_reverses = false);

}  // namespace heddle
