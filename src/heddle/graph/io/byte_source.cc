#include "heddle/graph/io/byte_source.h"

#include "heddle/base/error.h"
#include "heddle/base/units.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace heddle {
namespace {

class FileSource final : public ByteSource {
 public:
  explicit FileSource(const std::filesystem::path& path)
      : ByteSource(path.string()), file_(std::fopen(path.c_str(), "rb"), &std::fclose) {
    if (file_ == nullptr) {
      fail(ErrorKind::kIo, "{}: cannot open the file: {}", name(), std::strerror(errno));
    }
    std::error_code error;
    require(!std::filesystem::is_directory(path, error), "{}: is a directory, need a file", name());
    const auto size = std::filesystem::file_size(path, error);  // fails for a pipe
    if (!error) total_bytes_ = static_cast<int64_t>(size);
  }

  size_t read(std::span<std::byte> target) override {
    const size_t count = std::fread(target.data(), 1, target.size(), file_.get());
    if (count == 0 && std::ferror(file_.get()) != 0) {
      fail(ErrorKind::kIo, "{}: cannot read the file: {}", name(), std::strerror(errno));
    }
    return count;
  }

  std::optional<int64_t> total_bytes() const override { return total_bytes_; }

 private:
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
  std::optional<int64_t> total_bytes_;
};

class MemorySource final : public ByteSource {
 public:
  MemorySource(std::span<const std::byte> bytes, std::string name)
      : ByteSource(std::move(name)),
        rest_(bytes),
        total_bytes_(static_cast<int64_t>(bytes.size())) {}

  size_t read(std::span<std::byte> target) override {
    const size_t count = std::min(target.size(), rest_.size());
    std::copy_n(rest_.begin(), count, target.begin());
    rest_ = rest_.subspan(count);
    return count;
  }

  std::optional<int64_t> total_bytes() const override { return total_bytes_; }

 private:
  std::span<const std::byte> rest_;
  int64_t total_bytes_;
};

}  // namespace

size_t read_fully(ByteSource& source, std::span<std::byte> target) {
  size_t filled = 0;
  while (filled < target.size()) {
    const size_t count = source.read(target.subspan(filled));
    if (count == 0) break;
    filled += count;
  }
  return filled;
}

std::unique_ptr<ByteSource> open_file(const std::filesystem::path& path) {
  return std::make_unique<FileSource>(path);
}

std::unique_ptr<ByteSource> open_bytes(std::span<const std::byte> bytes, std::string name) {
  return std::make_unique<MemorySource>(bytes, std::move(name));
}

std::string read_text_file(const std::filesystem::path& path, int64_t max_bytes) {
  const std::unique_ptr<ByteSource> source = open_file(path);
  std::string text;
  constexpr size_t kBlock = size_t{1} << 16;
  for (size_t used = 0;; used = text.size()) {
    text.resize(used + kBlock);
    const std::span<char> block(text.data() + used, kBlock);
    text.resize(used + read_fully(*source, std::as_writable_bytes(block)));
    require(static_cast<int64_t>(text.size()) <= max_bytes,
            "{}: more than {}, the most allowed here", path.string(), format_bytes(max_bytes));
    if (text.size() < used + kBlock) return text;
  }
}

}  // namespace heddle
