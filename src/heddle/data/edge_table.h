// The table of edges of a data set directory, whose nodes are known.
#pragma once

#include "heddle/graph/graph.h"
#include "heddle/graph/io/byte_source.h"
#include "heddle/graph/io/node_ids.h"

#include <memory>
#include <vector>

namespace heddle {

// Columns `source` and `target`; perhaps `weight`; perhaps `relation`, whose names are numbered in
// the order of their first appearance. Errors name file and line.
std::vector<Relation> read_edge_table(std::unique_ptr<ByteSource> source, const NodeIds& ids);

}  // namespace heddle
