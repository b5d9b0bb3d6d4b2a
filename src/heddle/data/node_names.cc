#include "heddle/data/node_names.h"

#include "heddle/base/atomic_file.h"
#include "heddle/base/error.h"
#include "heddle/graph/io/fields.h"
#include "heddle/graph/io/gzip_source.h"
#include "heddle/graph/io/line_reader.h"

#include <fmt/core.h>

#include <string_view>
#include <utility>

namespace heddle {

std::vector<std::string> read_node_names(std::unique_ptr<ByteSource> source, int64_t nodes) {
  LineReader reader(std::move(source));
  std::vector<std::string> names;
  std::string_view line;
  if (!reader.next(line)) fail(ErrorKind::kInvalidArgument, "{}: empty file", reader.place());
  while (reader.next(line)) {
    // Refused here, not at the end: a small gzip file may hold any number of lines.
    if (static_cast<int64_t>(names.size()) == nodes) {
      fail(ErrorKind::kInvalidArgument, "{}: names of more than {} nodes", reader.place(), nodes);
    }
    const size_t tab = line.find('\t');
    const auto id = parse_int(line.substr(0, tab));
    if (tab == std::string_view::npos || id != static_cast<int64_t>(names.size())) {
      fail(ErrorKind::kInvalidArgument, "{}: need '{}', a tab and the node's name", reader.place(),
           names.size());
    }
    names.emplace_back(line.substr(tab + 1));
  }
  if (static_cast<int64_t>(names.size()) != nodes) {
    fail(ErrorKind::kInvalidArgument, "{}: names of {} nodes, need {}", reader.place(),
         names.size(), nodes);
  }
  return names;
}

std::vector<std::string> read_node_names(const std::filesystem::path& directory, int64_t nodes) {
  for (const char* name : {"nodes.tsv", "nodes.tsv.gz"}) {
    const std::filesystem::path file = directory / name;
    if (std::filesystem::exists(file)) return read_node_names(open_text(file), nodes);
  }
  return {};
}

void write_node_names(const std::filesystem::path& file, std::span<const std::string> names) {
  AtomicFile out(file);
  std::string text = "id\tname\n";
  constexpr size_t kBlockBytes = size_t{1} << 20;
  for (size_t i = 0; i < names.size(); ++i) {
    require(names[i].find_first_of("\r\n\0", 0, 3) == std::string::npos,
            "{}: the name of node {} has a line end or a zero byte", file.string(), i);
    text += fmt::format("{}\t{}\n", i, names[i]);
    if (text.size() < kBlockBytes) continue;
    out.write(text);
    text.clear();
  }
  out.write(text);
  out.commit();
}

}  // namespace heddle
