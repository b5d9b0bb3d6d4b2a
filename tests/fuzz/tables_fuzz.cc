// Whatever the text, a table of nodes and a table of edges (behind a line "==") are read or refused
// by one Error.

#include "heddle/base/error.h"
#include "heddle/data/edge_table.h"
#include "heddle/data/node_table.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  constexpr std::string_view kBetween = "\n==\n";
  const size_t middle = std::min(text.find(kBetween), size);
  const std::string_view nodes = text.substr(0, middle);
  const std::string_view edges = text.substr(std::min(middle + kBetween.size(), size));
  const auto open = [](std::string_view part, const char* name) {
    return heddle::open_bytes(std::as_bytes(std::span(part)), name);
  };
  try {
    heddle::LoadingPeak peak;
    const heddle::NodeTable table =
        heddle::read_node_table([&] { return open(nodes, "nodes.csv"); }, peak);
    if (table.features.rows != table.ids.size()) std::abort();
    for (const heddle::Relation& relation :
         heddle::read_edge_table(open(edges, "edges.csv"), table.ids)) {
      for (const int32_t id : relation.sources) {
        if (id < 0 || id >= table.ids.size()) std::abort();
      }
    }
  } catch (const heddle::Error& error) {
    if (error.kind() == heddle::ErrorKind::kInternal) std::abort();
  }
  return 0;
}
