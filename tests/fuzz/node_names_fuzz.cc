// Whatever the text, plain or compressed, the names of nodes are read or refused by one Error; what
// was read is a name of one line for every node.

#include "heddle/data/node_names.h"

#include "heddle/base/error.h"
#include "heddle/graph/io/gzip_source.h"

#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

void read(std::span<const std::byte> bytes, bool compressed, int64_t nodes) {
  try {
    auto source = heddle::open_bytes(bytes, "nodes.tsv");
    if (compressed) source = heddle::decompress_gzip(std::move(source));
    const auto names = heddle::read_node_names(std::move(source), nodes);
    if (static_cast<int64_t>(names.size()) != nodes) std::abort();
    for (const std::string& name : names) {
      if (name.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) std::abort();
    }
  } catch (const heddle::Error& error) {
    if (error.kind() == heddle::ErrorKind::kInternal) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  for (const int64_t nodes : {0, 1, 3}) {
    for (const bool compressed : {false, true}) read(bytes, compressed, nodes);
  }
  return 0;
}
