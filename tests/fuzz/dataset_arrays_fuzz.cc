// Whatever an archive holds, a data set is read from it, and then it is valid, or it is refused by
// one Error.

#include "heddle/base/error.h"
#include "heddle/data/native_reader.h"

#include <cstdint>
#include <cstdlib>

namespace {

constexpr const char* kMetas[] = {
    R"({"level": "node", "directed": false, "num_nodes": 3, "num_features": 2, "num_classes": 2})",
    R"({"level": "graph", "directed": false, "num_classes": 2})",
    R"({"level": "node", "num_nodes": 3, "num_features": 2,
        "node_types": [{"name": "a", "count": 2}, {"name": "b", "count": 1}],
        "relations": [{"name": "r", "src_type": "a", "dst_type": "b"},
                      {"name": "s", "src_type": "a", "dst_type": "a"}]})"};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  for (const char* text : kMetas) {
    try {
      const heddle::NpzReader npz(std::as_bytes(std::span(data, size)), "input");
      const heddle::Dataset dataset =
          heddle::read_native_arrays(npz, heddle::parse_native_meta(text, "meta.json"));
      try {
        dataset.validate();
      } catch (const heddle::Error&) {
        std::abort();  // the reader must have refused it
      }
    } catch (const heddle::Error& error) {
      if (error.kind() == heddle::ErrorKind::kInternal) std::abort();
    }
  }
  return 0;
}
