// Edge lists as text: one edge per line, source and destination, perhaps a weight.
//
// Fields are separated by tabs, commas, semicolons or blanks (the first line with data decides);
// lines that begin with '#' or '%' and empty lines are skipped; a header line is recognised.
// Ids are integers or any other text.
#pragma once

#include "heddle/graph/io/byte_source.h"
#include "heddle/graph/io/line_reader.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace heddle {

// Whether all ids are integers decides the numbering: integers in ascending order, other names in
// the order of their first appearance.
struct EdgeListFile {
  std::vector<int32_t> sources, destinations;
  std::vector<float> weights;           // empty if no line has one
  int64_t nodes = 0;                    // nodes that occur on no line do not exist
  std::vector<std::string> node_names;  // empty if the ids are exactly 0 ... nodes - 1
  int64_t peak_bytes = 0;               // the most memory that reading took, these arrays included
};

// Throws InvalidArgument naming file and line. Memory is proportional to the text.
EdgeListFile read_edge_list(std::unique_ptr<ByteSource> source);
EdgeListFile read_edge_list(const std::filesystem::path& path);  // also compressed by gzip

// True if the line carries no data: empty, or a comment.
bool is_comment_line(std::string_view line);

}  // namespace heddle
