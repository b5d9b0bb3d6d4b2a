#include "heddle/graph/io/npy_writer.h"

#include "heddle/base/atomic_file.h"

namespace heddle {

void write_npy(const std::filesystem::path& path, std::span<const uint8_t> values) {
  const auto size = static_cast<int64_t>(values.size());
  AtomicFile file(path);
  file.write(npy_header_bytes(NpyType::kU8, {&size, 1}));
  file.write(std::as_bytes(values));
  file.commit();
}

}  // namespace heddle
