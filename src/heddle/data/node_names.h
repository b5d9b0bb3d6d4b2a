// nodes.tsv or nodes.tsv.gz of a data set directory: the user's name of every node.
#pragma once

#include "heddle/graph/io/byte_source.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace heddle {

// A header line, then `id <tab> name` for ids 0 to nodes - 1 in order; the name is the rest of the
// line. Empty if the directory has no such file.
std::vector<std::string> read_node_names(const std::filesystem::path& directory, int64_t nodes);
std::vector<std::string> read_node_names(std::unique_ptr<ByteSource> source, int64_t nodes);

// Throws InvalidArgument for a name with a line end or a zero byte.
void write_node_names(const std::filesystem::path& file, std::span<const std::string> names);

}  // namespace heddle
