// Where the readers get their bytes from: a file, a block of memory, a member of an archive, or
// another source that is decompressed on the way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

namespace heddle {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  // The next bytes, at most target.size(); 0 only at the end. Throws Io, naming the source.
  virtual size_t read(std::span<std::byte> target) = 0;
  // All bytes that the source will give, if that is known for sure before it is read.
  virtual std::optional<int64_t> total_bytes() const { return std::nullopt; }

  const std::string& name() const { return name_; }  // for messages: the file, and the member

 protected:
  explicit ByteSource(std::string name) : name_(std::move(name)) {}

 private:
  std::string name_;
};

// Fills `target` unless the source ends before; the number of bytes read.
size_t read_fully(ByteSource& source, std::span<std::byte> target);

std::unique_ptr<ByteSource> open_file(const std::filesystem::path& path);
// `bytes` must outlive the source.
std::unique_ptr<ByteSource> open_bytes(std::span<const std::byte> bytes, std::string name);
// The whole of a small file; InvalidArgument if it has more than max_bytes.
std::string read_text_file(const std::filesystem::path& path, int64_t max_bytes);

}  // namespace heddle
