// The table of nodes of a data set directory: ids, labels, splits and features, by column name.
#pragma once

#include "heddle/data/dataset.h"
#include "heddle/data/memory_bytes.h"
#include "heddle/graph/io/byte_source.h"
#include "heddle/graph/io/node_ids.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace heddle {

struct NodeTable {
  NodeIds ids;  // numbered by row
  DenseFeatures features;
  std::vector<std::string> labels;  // as written, "" = unlabelled; empty: no such column
  bool several_labels = false;      // the column is `labels`
  std::vector<Split> splits;
};

// Columns: `id`; perhaps `label`, or `labels` for several in a cell; perhaps `split`, or `split_0`,
// `split_1`, ...; all others are features. Cells of a split are train, val (or valid, validation),
// test or empty.
NodeTable read_node_table(const std::filesystem::path& file, LoadingPeak& peak);
// `open` gives the same text from its beginning each time.
NodeTable read_node_table(const std::function<std::unique_ptr<ByteSource>()>& open,
                          LoadingPeak& peak);

}  // namespace heddle
