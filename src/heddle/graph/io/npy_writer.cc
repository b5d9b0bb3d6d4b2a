#include "heddle/graph/io/npy_writer.h"

#include "heddle/base/atomic_file.h"

#include <array>
#include <cstddef>

namespace heddle {

namespace {

void write_array(const std::filesystem::path& path, NpyType type, std::span<const int64_t> shape,
                 std::span<const std::byte> payload) {
  AtomicFile file(path);
  file.write(npy_header_bytes(type, shape));
  file.write(payload);
  file.commit();
}

}  // namespace

void write_npy(const std::filesystem::path& path, std::span<const uint8_t> values) {
  const auto size = static_cast<int64_t>(values.size());
  write_array(path, NpyType::kU8, {&size, 1}, std::as_bytes(values));
}

void write_npy(const std::filesystem::path& path, std::span<const float> values, int64_t cols) {
  const std::array shape = {static_cast<int64_t>(values.size()) / cols, cols};
  write_array(path, NpyType::kF32, shape, std::as_bytes(values));
}

}  // namespace heddle
