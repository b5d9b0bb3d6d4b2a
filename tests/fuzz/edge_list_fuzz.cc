// Whatever the text, plain or compressed, an edge list is read or refused by one Error, and what
// was read is consistent.

#include "heddle/base/error.h"
#include "heddle/graph/io/edge_list_file.h"
#include "heddle/graph/io/gzip_source.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace {

void check(const heddle::EdgeListFile& list) {
  const auto in_range = [&](int32_t id) { return id >= 0 && id < list.nodes; };
  const bool ok =
      list.sources.size() == list.destinations.size() &&
      (list.weights.empty() || list.weights.size() == list.sources.size()) &&
      (list.node_names.empty() || static_cast<int64_t>(list.node_names.size()) == list.nodes) &&
      std::all_of(list.sources.begin(), list.sources.end(), in_range) &&
      std::all_of(list.destinations.begin(), list.destinations.end(), in_range);
  if (!ok) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  for (const bool compressed : {false, true}) {
    try {
      auto source = heddle::open_bytes(bytes, "input");
      if (compressed) source = heddle::decompress_gzip(std::move(source));
      check(heddle::read_edge_list(std::move(source)));
    } catch (const heddle::Error& error) {
      if (error.kind() == heddle::ErrorKind::kInternal) std::abort();
    }
  }
  return 0;
}
