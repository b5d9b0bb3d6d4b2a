// Whatever the bytes, every member of an npz archive is read or refused by one Error.

#include "heddle/base/error.h"
#include "heddle/graph/io/npz_reader.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  try {
    const heddle::NpzReader npz(std::as_bytes(std::span(data, size)), "input");
    for (const std::string& member : npz.members()) {
      if (!npz.has(member)) std::abort();
      try {
        static_cast<void>(npz.read<float>(member));
      } catch (const heddle::Error& error) {
        if (error.kind() == heddle::ErrorKind::kInternal) std::abort();
      }
    }
  } catch (const heddle::Error& error) {
    if (error.kind() == heddle::ErrorKind::kInternal) std::abort();
  }
  return 0;
}
