// Writes a file completely or not at all: a temporary file beside it, sync, rename.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace heddle {

// The target keeps its old content until commit(); without commit the temporary file is removed.
// Every failure (full disk, read-only directory) throws Io and names the target.
class AtomicFile {
 public:
  explicit AtomicFile(std::filesystem::path target);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::span<const std::byte> bytes);
  void write(std::string_view text) { write(std::as_bytes(std::span(text))); }
  void commit();

 private:
  [[noreturn]] void fail_with_errno(std::string_view action) const;

  std::filesystem::path target_;
  std::string temporary_;
  int descriptor_ = -1;
};

// Replaces the file at `target` by `text`.
void write_file_atomically(const std::filesystem::path& target, std::string_view text);

}  // namespace heddle
