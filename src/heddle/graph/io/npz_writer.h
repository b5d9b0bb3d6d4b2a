// Writes NPZ: a ZIP archive of NPY members, by libzip.
//
// Small archives are stored, larger ones deflated at the fastest level. The same arrays give the
// same bytes on every day: members carry a fixed time.
#pragma once

#include "heddle/graph/io/npy.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace heddle {

// Arrays totalling more than this are deflated.
inline constexpr int64_t kStoredNpzBytes = int64_t{1} << 20;

class NpzWriter {
 public:
  // Adds "<name>.npy". `bytes` must stay as they are until write().
  void add(std::string name, std::span<const int32_t> values, std::vector<int64_t> shape);
  void add(std::string name, std::span<const int64_t> values, std::vector<int64_t> shape);
  void add(std::string name, std::span<const float> values, std::vector<int64_t> shape);

  // Writes all members to a new file; the caller syncs and renames it. Throws Io, naming the
  // file; Unsupported in a build without libzip.
  void write(const std::filesystem::path& path) const;

 private:
  struct Member {
    std::string file_name, header;
    std::span<const std::byte> payload;
  };

  void add(std::string name, NpyType type, std::span<const std::byte> payload,
           std::vector<int64_t> shape);

  std::vector<Member> members_;
  int64_t payload_bytes_ = 0;
};

}  // namespace heddle
