#include "heddle/train/safetensors.h"

#include "heddle/base/atomic_file.h"
#include "heddle/base/error.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace heddle {
namespace {

constexpr int64_t kLengthBytes = 8;

// The format is little-endian whatever the machine is.
int64_t read_length(const std::byte* bytes) {
  uint64_t length = 0;
  for (int i = 7; i >= 0; --i) length = length << 8 | static_cast<uint64_t>(bytes[i]);
  return static_cast<int64_t>(length);
}

std::array<std::byte, kLengthBytes> encode_length(uint64_t length) {
  std::array<std::byte, kLengthBytes> bytes;
  for (std::byte& byte : bytes) {
    byte = static_cast<std::byte>(length & 0xff);
    length >>= 8;
  }
  return bytes;
}

// A file descriptor that closes itself.
struct Descriptor {
  int value;
  explicit Descriptor(int descriptor) : value(descriptor) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (value >= 0) ::close(value);
  }
};

Buffer read_whole_file(const std::filesystem::path& path) {
  const std::string name = path.string();
  const Descriptor file(::open(name.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.value < 0) {
    fail(ErrorKind::kIo, "{}: cannot open the file: {}", name, std::strerror(errno));
  }
  struct stat status = {};
  if (::fstat(file.value, &status) != 0 || !S_ISREG(status.st_mode)) {
    fail(ErrorKind::kIo, "{}: is not a regular file", name);
  }
  require(status.st_size >= kLengthBytes,
          "{}: has {} bytes; a safetensors file starts with the length of its header", name,
          static_cast<int64_t>(status.st_size));
  Buffer bytes(status.st_size);
  int64_t done = 0;
  while (done < bytes.bytes()) {
    const ssize_t got =
        ::read(file.value, bytes.data() + done, static_cast<size_t>(bytes.bytes() - done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(ErrorKind::kIo, "{}: cannot read the file: {}", name, std::strerror(errno));
    if (got == 0) fail(ErrorKind::kIo, "{}: became shorter while it was read", name);
    done += got;
  }
  return bytes;
}

}  // namespace

SafetensorsFile::SafetensorsFile(Buffer file, std::string_view source) : file_(std::move(file)) {
  require(file_.bytes() >= kLengthBytes, "{}: has {} bytes; needs at least {}", source,
          file_.bytes(), kLengthBytes);
  const int64_t length = read_length(file_.data());
  require(length >= 2 && length <= kMaxSafetensorsHeaderBytes,
          "{}: claims a header of {} bytes; needs 2 to {}: not a safetensors file", source,
          static_cast<uint64_t>(length), kMaxSafetensorsHeaderBytes);
  require(length <= file_.bytes() - kLengthBytes,
          "{}: claims a header of {} bytes, the file has {}: truncated, or not a safetensors file",
          source, length, file_.bytes());
  data_begin_ = kLengthBytes + length;
  const std::string_view json(reinterpret_cast<const char*>(file_.data()) + kLengthBytes,
                              static_cast<size_t>(length));
  header_ = parse_safetensors_header(json, file_.bytes() - data_begin_, source);
}

std::span<const std::byte> SafetensorsFile::bytes(const TensorInfo& tensor) const {
  return {file_.data() + data_begin_ + tensor.begin,
          static_cast<size_t>(tensor.end - tensor.begin)};
}

SafetensorsFile read_safetensors(const std::filesystem::path& path) {
  return SafetensorsFile(read_whole_file(path), path.string());
}

SafetensorsHeader safetensors_header(std::span<const TensorSource> tensors, Metadata metadata) {
  std::vector<const TensorSource*> order;
  for (const TensorSource& tensor : tensors) order.push_back(&tensor);
  std::sort(order.begin(), order.end(), [](const TensorSource* a, const TensorSource* b) {
    return std::pair(-size_of(a->dtype), std::string_view(a->name)) <
           std::pair(-size_of(b->dtype), std::string_view(b->name));
  });
  SafetensorsHeader header;
  header.metadata = std::move(metadata);
  int64_t offset = 0;
  for (const TensorSource* tensor : order) {
    const auto end = offset + static_cast<int64_t>(tensor->bytes.size());
    const bool is_new =
        header.tensors.emplace(tensor->name, TensorInfo{tensor->dtype, tensor->shape, offset, end})
            .second;
    check(is_new && tensor->name != "__metadata__", "safetensors: names of tensors are unique");
    offset = end;
  }
  return header;
}

void write_safetensors(const std::filesystem::path& path, std::span<const TensorSource> tensors,
                       Metadata metadata) {
  const SafetensorsHeader header = safetensors_header(tensors, std::move(metadata));
  std::vector<std::pair<int64_t, std::span<const std::byte>>> pieces;
  for (const TensorSource& tensor : tensors) {
    pieces.emplace_back(header.tensors.at(tensor.name).begin, tensor.bytes);
  }
  std::sort(pieces.begin(), pieces.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  const std::string text = print_safetensors_header(header);
  AtomicFile file(path);
  file.write(encode_length(text.size()));
  file.write(text);
  for (const auto& [offset, bytes] : pieces) file.write(bytes);
  file.commit();
}

void write_safetensors_block(const std::filesystem::path& path, const SafetensorsHeader& header,
                             std::span<const std::byte> data) {
  const std::string text = print_safetensors_header(header);
  AtomicFile file(path);
  file.write(encode_length(text.size()));
  file.write(text);
  file.write(data);
  file.commit();
}

}  // namespace heddle
