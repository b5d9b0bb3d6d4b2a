#include "heddle/data/native_reader.h"

#include "heddle/data/dataset_checks.h"
#include "heddle/data/memory_bytes.h"
#include "heddle/data/native_features.h"
#include "heddle/data/native_graph.h"
#include "heddle/data/native_labels.h"
#include "heddle/data/node_names.h"

#include <algorithm>
#include <utility>

namespace heddle {

bool is_native_dataset(const std::filesystem::path& directory) {
  return std::filesystem::exists(directory / "graph.npz") ||
         std::filesystem::exists(directory / "graphs.npz");
}

Dataset read_native_arrays(const NpzReader& npz, const NativeMeta& meta, SplitOverlap overlap) {
  LoadingPeak peak;
  Dataset dataset;
  dataset.title = meta.title;
  dataset.metric = meta.metric;
  dataset.level = meta.level;
  dataset.directed = meta.directed;
  if (meta.level == Level::kGraph) {
    NativeGraphUnion graphs = read_native_graph_union(npz, meta, peak);
    dataset.graph = std::move(graphs.graph);
    dataset.graph_offsets = std::move(graphs.graph_offsets);
    dataset.graph_edge_offsets = std::move(graphs.graph_edge_offsets);
    check_edges_inside_graphs(dataset, npz.name());
  } else {
    dataset.graph = read_native_graph(npz, meta, peak);
  }
  dataset.features = read_native_features(npz, meta, dataset.graph, peak);
  read_native_labels(npz, meta, dataset, peak);
  read_native_splits(npz, dataset, overlap, peak);
  dataset.loading_peak_bytes = peak.peak_bytes();
  return dataset;
}

Dataset read_native_dataset(const std::filesystem::path& directory, SplitOverlap overlap) {
  const NativeMeta meta = read_native_meta(directory / "meta.json");
  const char* file = meta.level == Level::kGraph ? "graphs.npz" : "graph.npz";
  Dataset dataset = read_native_arrays(NpzReader(directory / file), meta, overlap);
  dataset.node_names = read_node_names(directory, dataset.graph.nodes());
  dataset.loading_peak_bytes = std::max(dataset.loading_peak_bytes, dataset.bytes());
  return dataset;
}

}  // namespace heddle
