#include "heddle/data/table_dataset.h"

#include "heddle/base/error.h"
#include "heddle/data/dataset_checks.h"
#include "heddle/data/edge_table.h"
#include "heddle/data/memory_bytes.h"
#include "heddle/data/native_meta.h"
#include "heddle/data/node_table.h"
#include "heddle/data/table_labels.h"
#include "heddle/graph/io/gzip_source.h"
#include "heddle/graph/reverse_edges.h"

#include <string>
#include <utility>
#include <vector>

namespace heddle {
namespace {

// The file "<stem>.csv", or .tsv, perhaps with .gz; an empty path if there is none.
std::filesystem::path table(const std::filesystem::path& directory, const std::string& stem) {
  for (const char* suffix : {".csv", ".tsv", ".csv.gz", ".tsv.gz"}) {
    const std::filesystem::path file = directory / (stem + suffix);
    if (std::filesystem::exists(file)) return file;
  }
  return {};
}

NativeMeta read_meta(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) return {};
  NativeMeta meta = read_native_meta(file);
  require(meta.level == Level::kNode, "{}: level 'graph', but tables are of level 'node'",
          file.string());
  return meta;
}

}  // namespace

bool is_table_dataset(const std::filesystem::path& directory) {
  return !table(directory, "edges").empty();
}

Dataset read_table_dataset(const std::filesystem::path& directory, std::optional<bool> undirected) {
  const std::filesystem::path nodes_file = table(directory, "nodes");
  require(!nodes_file.empty(), "{}: edges without nodes.csv or nodes.tsv", directory.string());
  const NativeMeta meta = read_meta(directory / "meta.json");
  LoadingPeak peak;
  NodeTable nodes = read_node_table(nodes_file, peak);
  Dataset dataset;
  dataset.title = meta.title;
  dataset.metric = meta.metric;
  dataset.directed = !undirected.value_or(!meta.directed);
  dataset.graph.node_types = {{.name = "node", .count = nodes.ids.size()}};
  dataset.graph.relations = read_edge_table(open_text(table(directory, "edges")), nodes.ids);
  for (Relation& relation : dataset.graph.relations) {
    if (!dataset.directed) append_reverse_edges(relation);
    peak.add(bytes_of(relation.sources) + bytes_of(relation.destinations) +
             bytes_of(relation.weights));
  }
  if (nodes.features.cols > 0) dataset.features = std::move(nodes.features);
  set_table_labels(dataset, nodes.labels, nodes.several_labels, meta.class_names,
                   nodes_file.string());
  dataset.splits = std::move(nodes.splits);
  for (size_t s = 0; s < dataset.splits.size(); ++s) {
    require(!dataset.labels.empty(), "{}: a split needs a column 'label' or 'labels'",
            nodes_file.string());
    check_split(dataset.splits[s], s, dataset, nodes_file.string());
  }
  dataset.node_names = nodes.ids.names();
  peak.add(bytes_of(dataset.labels) + bytes_of(dataset.node_names));
  dataset.loading_peak_bytes = peak.peak_bytes();
  return dataset;
}

}  // namespace heddle
