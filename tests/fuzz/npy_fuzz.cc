// Whatever the bytes, an npy array is read inside its bounds or refused by one Error.

#include "heddle/graph/io/npy.h"

#include "heddle/base/error.h"

#include <cstdint>
#include <cstdlib>

namespace {

template <class T>
void read_as(std::span<const std::byte> bytes) {
  try {
    heddle::NpyReader reader(heddle::open_bytes(bytes, "input"));
    const auto wanted = static_cast<size_t>(reader.header().elements());
    if (reader.read_all<T>().size() != wanted) std::abort();
  } catch (const heddle::Error& error) {
    if (error.kind() == heddle::ErrorKind::kInternal) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  read_as<int8_t>(bytes);
  read_as<int32_t>(bytes);
  read_as<int64_t>(bytes);
  read_as<float>(bytes);
  return 0;
}
