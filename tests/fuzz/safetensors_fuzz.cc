// Whatever the bytes, a safetensors file is read inside its bounds or refused by one Error; what
// was read prints to a header that reads the same.

#include "heddle/train/safetensors.h"

#include "heddle/base/error.h"

#include <cstdint>
#include <cstdlib>
#include <cstring>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  heddle::Buffer buffer(static_cast<int64_t>(size));
  if (size > 0) std::memcpy(buffer.data(), data, size);
  try {
    const heddle::SafetensorsFile file(std::move(buffer), "input");
    int64_t data_bytes = 0;
    std::byte touched{};  // every byte is read, for the sanitizer to see
    for (const auto& [name, tensor] : file.tensors()) {
      const auto bytes = file.bytes(tensor);
      data_bytes += static_cast<int64_t>(bytes.size());
      for (const std::byte byte : bytes) touched ^= byte;
    }
    volatile std::byte kept = touched;
    (void)kept;
    const std::string text = heddle::print_safetensors_header({file.metadata(), file.tensors()});
    const heddle::SafetensorsHeader again =
        heddle::parse_safetensors_header(text, data_bytes, "printed");
    if (again.metadata != file.metadata() || again.tensors.size() != file.tensors().size()) {
      std::abort();
    }
  } catch (const heddle::Error& error) {
    if (error.kind() == heddle::ErrorKind::kInternal) std::abort();
  }
  return 0;
}
