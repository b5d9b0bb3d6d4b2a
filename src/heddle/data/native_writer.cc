#include "heddle/data/native_writer.h"

#include "heddle/base/atomic_file.h"
#include "heddle/base/error.h"
#include "heddle/data/native_meta_writer.h"
#include "heddle/data/node_names.h"
#include "heddle/graph/io/npz_writer.h"
#include "heddle/graph/reverse_edges.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <stdlib.h>
#include <string>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

namespace heddle {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail_with_errno(const fs::path& path, std::string_view action) {
  const int error = errno;
  fail(ErrorKind::kIo, "{}: cannot {}: {}", path.string(), action, std::strerror(error));
}

void sync(const fs::path& path, int flags) {
  const int descriptor = ::open(path.c_str(), flags | O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) fail_with_errno(path, "open for syncing");
  const int result = ::fsync(descriptor);
  ::close(descriptor);
  if (result != 0 && errno != EINVAL) fail_with_errno(path, "sync");  // EINVAL: it has no sync
}

// A directory beside the target that disappears unless it is renamed into it.
class PendingDirectory {
 public:
  explicit PendingDirectory(const fs::path& target) : target_(target) {
    std::string name = target.string();
    while (name.size() > 1 && name.back() == '/') name.pop_back();
    target_ = name;
    std::error_code error;
    require(!fs::exists(target_, error) ||
                (fs::is_directory(target_, error) && fs::is_empty(target_, error)),
            "{}: exists already, need a new name or an empty directory", name);
    name += ".XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) fail_with_errno(target_, "create the directory");
    path_ = name;
    fs::permissions(path_, fs::perms(0755), error);
  }
  ~PendingDirectory() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  PendingDirectory(const PendingDirectory&) = delete;
  PendingDirectory& operator=(const PendingDirectory&) = delete;

  const fs::path& path() const { return path_; }

  void commit() {
    sync(path_, O_DIRECTORY);
    if (::rename(path_.c_str(), target_.c_str()) != 0) fail_with_errno(target_, "rename into");
    path_.clear();
    const fs::path parent = target_.parent_path();
    sync(parent.empty() ? fs::path(".") : parent, O_DIRECTORY);
  }

 private:
  fs::path target_, path_;
};

// Arrays that the archive needs and the data set does not have; they live until it is written.
struct StoredArrays {
  std::vector<int32_t> sources, destinations, edge_types, node_types;
  std::vector<float> weights;
  std::vector<int64_t> edge_offsets;
  std::vector<int32_t> train, validation, test;
};

// Undirected edges once, over the common numbering, relation by relation.
void collect_edges(const Dataset& dataset, StoredArrays& arrays) {
  const Graph& graph = dataset.graph;
  const bool typed = graph.relations.size() > 1 || graph.node_types.size() > 1;
  bool weighted = false;
  for (const Relation& relation : graph.relations) weighted |= !relation.weights.empty();
  for (size_t r = 0; r < graph.relations.size(); ++r) {
    const Relation& all = graph.relations[r];
    if (!dataset.directed) {
      const int64_t unmatched = count_asymmetric_edges(all);
      require(unmatched == 0, "data set '{}': {} edges have no reverse, but it is undirected",
              dataset.name, unmatched);
    }
    const auto source_offset = static_cast<int32_t>(graph.type_offset(all.source_type));
    const auto target_offset = static_cast<int32_t>(graph.type_offset(all.destination_type));
    for (size_t e = 0; e < all.sources.size(); ++e) {
      if (!dataset.directed && all.sources[e] > all.destinations[e]) continue;
      arrays.sources.push_back(source_offset + all.sources[e]);
      arrays.destinations.push_back(target_offset + all.destinations[e]);
      if (weighted) arrays.weights.push_back(all.weights.empty() ? 1.0F : all.weights[e]);
      if (typed) arrays.edge_types.push_back(static_cast<int32_t>(r));
    }
  }
}

// Edges lie graph by graph, in the data set as in the archive.
void collect_edge_offsets(const Dataset& dataset, StoredArrays& arrays) {
  const Relation& all = dataset.graph.relations[0];
  int64_t stored = 0;
  arrays.edge_offsets.push_back(0);
  for (size_t g = 0; g + 1 < dataset.graph_edge_offsets.size(); ++g) {
    for (auto e = static_cast<size_t>(dataset.graph_edge_offsets[g]);
         e < static_cast<size_t>(dataset.graph_edge_offsets[g + 1]); ++e) {
      stored += dataset.directed || all.sources[e] <= all.destinations[e] ? 1 : 0;
    }
    arrays.edge_offsets.push_back(stored);
  }
}

void collect_node_types(const Graph& graph, StoredArrays& arrays) {
  for (size_t t = 0; graph.node_types.size() > 1 && t < graph.node_types.size(); ++t) {
    arrays.node_types.insert(arrays.node_types.end(),
                             static_cast<size_t>(graph.node_types[t].count),
                             static_cast<int32_t>(t));
  }
}

std::vector<int32_t> mask_of(const Dataset& dataset, std::vector<int32_t> Split::*part) {
  const auto rows = static_cast<size_t>(dataset.rows());
  std::vector<int32_t> mask(dataset.splits.size() * rows, 0);
  for (size_t s = 0; s < dataset.splits.size(); ++s) {
    for (const int32_t row : dataset.splits[s].*part) mask[s * rows + static_cast<size_t>(row)] = 1;
  }
  return mask;
}

template <class T>
void add_column(NpzWriter& npz, const char* name, const std::vector<T>& values) {
  npz.add(name, std::span<const T>(values), {std::ssize(values)});
}

void add_graph(NpzWriter& npz, const Dataset& dataset, StoredArrays& arrays) {
  collect_edges(dataset, arrays);
  collect_node_types(dataset.graph, arrays);
  if (dataset.level == Level::kGraph) {
    collect_edge_offsets(dataset, arrays);
    add_column(npz, "graph_ptr", dataset.graph_offsets);
    add_column(npz, "edge_ptr", arrays.edge_offsets);
  }
  add_column(npz, "edge_src", arrays.sources);
  add_column(npz, "edge_dst", arrays.destinations);
  if (dataset.graph.relations.size() > 1 || !arrays.node_types.empty()) {
    add_column(npz, "edge_type", arrays.edge_types);
  }
  if (!arrays.weights.empty()) add_column(npz, "edge_weight", arrays.weights);
  if (!arrays.node_types.empty()) add_column(npz, "node_type", arrays.node_types);
}

void add_features(NpzWriter& npz, const Features& features) {
  if (const auto* dense = std::get_if<DenseFeatures>(&features)) {
    npz.add("x", dense->buffer.as<float>(), {dense->rows, dense->cols});
  } else if (const auto* csr = std::get_if<CsrMatrix>(&features)) {
    add_column(npz, "x_indptr", csr->row_offsets);
    add_column(npz, "x_indices", csr->columns);
    add_column(npz, "x_values", csr->values);
  }
}

void add_labels(NpzWriter& npz, const Dataset& dataset, StoredArrays& arrays) {
  if (dataset.labels.empty()) return;
  std::vector<int64_t> shape = {dataset.rows()};
  if (dataset.multi_label) shape.push_back(dataset.classes);
  npz.add("y", std::span<const int32_t>(dataset.labels), shape);
  if (dataset.splits.empty()) return;
  arrays.train = mask_of(dataset, &Split::train);
  arrays.validation = mask_of(dataset, &Split::validation);
  arrays.test = mask_of(dataset, &Split::test);
  const std::vector<int64_t> mask_shape = {std::ssize(dataset.splits), dataset.rows()};
  npz.add("train_mask", std::span<const int32_t>(arrays.train), mask_shape);
  npz.add("val_mask", std::span<const int32_t>(arrays.validation), mask_shape);
  npz.add("test_mask", std::span<const int32_t>(arrays.test), mask_shape);
}

}  // namespace

void write_native_dataset(const Dataset& dataset, const fs::path& directory) {
  if (!dataset.class_groups.empty()) {
    fail(ErrorKind::kUnsupported, "data set '{}': groups of classes have no place in the format",
         dataset.name);
  }
  PendingDirectory pending(directory);
  StoredArrays arrays;
  NpzWriter npz;
  add_graph(npz, dataset, arrays);
  add_features(npz, dataset.features);
  add_labels(npz, dataset, arrays);
  const fs::path archive =
      pending.path() / (dataset.level == Level::kGraph ? "graphs.npz" : "graph.npz");
  npz.write(archive);
  sync(archive, 0);
  if (!dataset.node_names.empty()) {
    write_node_names(pending.path() / "nodes.tsv", dataset.node_names);
  }
  write_file_atomically(pending.path() / "meta.json",
                        native_meta_text(dataset, std::ssize(arrays.sources)));
  pending.commit();
}

}  // namespace heddle
