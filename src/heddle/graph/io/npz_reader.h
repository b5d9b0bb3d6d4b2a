// NPZ: a ZIP archive of NPY members, by libzip.
//
// Nothing that an archive claims is believed: a member may claim at most what its compressed
// bytes can inflate to, and a big claim is proved by inflating the member once into nothing before
// memory is allocated for it.
#pragma once

#include "heddle/graph/io/npy.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace heddle {

class NpzReader {
 public:
  // Unsupported in a build without libzip; Io if the file cannot be opened; InvalidArgument if it
  // is not a ZIP archive.
  explicit NpzReader(const std::filesystem::path& path);
  // `bytes` must outlive the reader; `name` stands in messages.
  NpzReader(std::span<const std::byte> bytes, std::string name);
  ~NpzReader();

  const std::string& name() const;
  std::vector<std::string> members() const;  // without ".npy", in the archive's order
  bool has(std::string_view member) const;

  // Opens the member "<member>.npy"; the reader must not outlive this object. Several may be open.
  NpyReader open(std::string_view member) const;

  // A whole array. T as in NpyReader::read.
  template <class T>
  std::vector<T> read(std::string_view member) const {
    return open(member).read_all<T>();
  }

 private:
  struct Archive;
  std::unique_ptr<Archive> archive_;
};

}  // namespace heddle
