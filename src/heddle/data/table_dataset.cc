#include "heddle/data/table_dataset.h"

#include "heddle/base/error.h"
#include "heddle/data/dataset_checks.h"
#include "heddle/data/edge_table.h"
#include "heddle/data/memory_bytes.h"
#include "heddle/data/native_meta.h"
#include "heddle/data/node_table.h"
#include "heddle/graph/io/fields.h"
#include "heddle/graph/io/gzip_source.h"
#include "heddle/graph/reverse_edges.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace heddle {
namespace {

constexpr int64_t kMaxMetaBytes = int64_t{64} << 20;

// The file "<stem>.csv", or .tsv, perhaps with .gz; an empty path if there is none.
std::filesystem::path table(const std::filesystem::path& directory, const std::string& stem) {
  for (const char* suffix : {".csv", ".tsv", ".csv.gz", ".tsv.gz"}) {
    const std::filesystem::path file = directory / (stem + suffix);
    if (std::filesystem::exists(file)) return file;
  }
  return {};
}

// The different labels: integers ascending, other texts in byte order.
std::vector<std::string> sorted_classes(const std::vector<std::string>& labels) {
  std::vector<std::string> classes;
  for (const std::string& label : labels) {
    if (!label.empty()) classes.push_back(label);
  }
  std::sort(classes.begin(), classes.end());
  classes.erase(std::unique(classes.begin(), classes.end()), classes.end());
  const bool integers = std::all_of(classes.begin(), classes.end(),
                                    [](const std::string& c) { return parse_int(c).has_value(); });
  if (integers) {
    std::stable_sort(classes.begin(), classes.end(),
                     [](const auto& a, const auto& b) { return *parse_int(a) < *parse_int(b); });
  }
  return classes;
}

void set_labels(Dataset& dataset, const std::vector<std::string>& texts,
                const std::vector<std::string>& stated, const std::string& place) {
  if (texts.empty()) return;
  dataset.class_names = stated.empty() ? sorted_classes(texts) : stated;
  dataset.classes = static_cast<int32_t>(dataset.class_names.size());
  require(dataset.classes > 0, "{}: column 'label' is empty in every row", place);
  std::vector<std::pair<std::string_view, int32_t>> numbers;
  for (const std::string& name : dataset.class_names) {
    numbers.emplace_back(name, static_cast<int32_t>(numbers.size()));
  }
  std::sort(numbers.begin(), numbers.end());
  for (const std::string& text : texts) {
    const auto entry = std::lower_bound(numbers.begin(), numbers.end(),
                                        std::pair<std::string_view, int32_t>(text, 0));
    const bool known = entry != numbers.end() && entry->first == text;
    require(known || text.empty(), "{}: row {} has label '{}', which is not in class_names", place,
            dataset.labels.size(), text);
    dataset.labels.push_back(known ? entry->second : -1);
  }
}

NativeMeta read_meta(const std::filesystem::path& file) {
  NativeMeta meta;
  if (!std::filesystem::exists(file)) return meta;
  meta = parse_native_meta(read_text_file(file, kMaxMetaBytes), file.string());
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
  set_labels(dataset, nodes.labels, meta.class_names, nodes_file.string());
  dataset.splits = std::move(nodes.splits);
  for (size_t s = 0; s < dataset.splits.size(); ++s) {
    require(!dataset.labels.empty(), "{}: a split needs a column 'label'", nodes_file.string());
    check_split(dataset.splits[s], s, dataset, nodes_file.string());
  }
  dataset.node_names = nodes.ids.names();
  peak.add(bytes_of(dataset.labels) + bytes_of(dataset.node_names));
  dataset.loading_peak_bytes = peak.peak_bytes();
  return dataset;
}

}  // namespace heddle
