#include "heddle/data/load_dataset.h"

#include "heddle/base/error.h"
#include "heddle/data/builtin_dataset.h"
#include "heddle/data/memory_bytes.h"
#include "heddle/data/native_reader.h"
#include "heddle/data/table_dataset.h"
#include "heddle/graph/io/edge_list_file.h"
#include "heddle/graph/reverse_edges.h"

#include <algorithm>
#include <filesystem>
#include <new>
#include <stdexcept>
#include <utility>

namespace heddle {
namespace {

namespace fs = std::filesystem;

// "data/cora/" -> "cora", "web.edges.tsv.gz" -> "web".
std::string short_name(const fs::path& path) {
  const fs::path last = fs::absolute(path).lexically_normal();
  const std::string name = (last.has_filename() ? last : last.parent_path()).filename().string();
  return fs::is_directory(path) ? name : name.substr(0, name.find('.', 1));
}

Dataset read_directory(const fs::path& directory, const LoadOptions& options) {
  if (is_native_dataset(directory)) {
    require(!options.undirected,
            "{}: meta.json says whether the set is directed; leave out the option",
            directory.string());
    return read_native_dataset(directory, options.overlap);
  }
  if (is_table_dataset(directory)) return read_table_dataset(directory, options.undirected);
  if (fs::exists(directory / "meta.json")) return read_native_dataset(directory, options.overlap);
  fail(ErrorKind::kInvalidArgument,
       "{}: not a data set: need meta.json with graph.npz or graphs.npz, or nodes.csv with "
       "edges.csv",
       directory.string());
}

Dataset read_edge_list_dataset(const fs::path& file, const LoadOptions& options) {
  require(file.extension() != ".npz" && file.extension() != ".npy",
          "{}: an archive of arrays, need its directory with meta.json", file.string());
  EdgeListFile list = read_edge_list(file);
  Dataset dataset;
  dataset.directed = !options.undirected.value_or(false);
  dataset.graph =
      homogeneous_graph(list.nodes, std::move(list.sources), std::move(list.destinations));
  dataset.graph.relations[0].weights = std::move(list.weights);
  dataset.node_names = std::move(list.node_names);
  if (!dataset.directed) append_reverse_edges(dataset.graph.relations[0]);
  dataset.loading_peak_bytes = std::max(list.peak_bytes, dataset.bytes());
  return dataset;
}

Dataset load_any(const std::string& source, const LoadOptions& options) {
  if (is_builtin_spec(source)) return make_builtin_dataset(source, options.threads);
  const fs::path path(source);
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) {
    fail(ErrorKind::kIo, "{}: no such file or directory", source);
  }
  Dataset dataset = fs::is_directory(status) ? read_directory(path, options)
                                             : read_edge_list_dataset(path, options);
  dataset.name = short_name(path);
  return dataset;
}

}  // namespace

Dataset load_dataset(const std::string& source, const LoadOptions& options) {
  try {
    return load_any(source, options);
  } catch (const std::bad_alloc&) {
    fail(ErrorKind::kOutOfMemory, "{}: the system refuses the memory for this data set", source);
  } catch (const std::length_error&) {
    fail(ErrorKind::kOutOfMemory, "{}: this data set is too large for the address space", source);
  } catch (const std::filesystem::filesystem_error& error) {
    fail(ErrorKind::kIo, "{}: {}", source, error.code().message());
  }
}

}  // namespace heddle
