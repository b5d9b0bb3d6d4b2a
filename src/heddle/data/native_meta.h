// meta.json of a data set directory: what the arrays beside it mean.
#pragma once

#include "heddle/data/dataset.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle {

struct NativeNodeType {
  std::string name;
  int64_t count = 0;
  std::optional<int64_t> features;  // columns, if the set says so
};

struct NativeRelation {
  std::string name;
  std::string source_type, destination_type;  // empty: the only node type
};

// Absent facts stay empty. Facts that this program does not use are not read.
struct NativeMeta {
  std::string title, metric;
  Level level = Level::kNode;
  bool directed = true;
  bool both_directions_stored = false;  // undirected edges stand twice in the archive
  std::optional<int64_t> nodes, features;
  std::optional<int32_t> classes;
  std::vector<std::string> class_names;
  std::vector<NativeNodeType> node_types;
  std::vector<NativeRelation> relations;
};

// Throws InvalidArgument, opened by `place`, for text that is not JSON and for facts of the wrong
// kind; Unsupported for a level that has no reader.
NativeMeta parse_native_meta(std::string_view json, std::string_view place);
// The same for a file; Io if it cannot be read.
NativeMeta read_native_meta(const std::filesystem::path& file);

}  // namespace heddle
