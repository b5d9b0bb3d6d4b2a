// Whatever the text, a meta.json is read or refused by one Error.

#include "heddle/base/error.h"
#include "heddle/data/native_meta.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  try {
    static_cast<void>(
        heddle::parse_native_meta({reinterpret_cast<const char*>(data), size}, "meta.json"));
  } catch (const heddle::Error& error) {
    if (error.kind() == heddle::ErrorKind::kInternal) std::abort();
  }
  return 0;
}
