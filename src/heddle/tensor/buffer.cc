#include "heddle/tensor/buffer.h"

#include "heddle/base/units.h"

#include <cstring>
#include <sys/mman.h>
#include <utility>

namespace heddle {
namespace {

constexpr int64_t kHugePageBytes = int64_t{2} << 20;
constexpr int64_t kCacheLineBytes = 64;

// Half a page: what is read at random suffers more from small pages than from a page half empty.
bool is_mapped(int64_t bytes) { return bytes >= kHugePageBytes / 2; }

int64_t round_up(int64_t bytes, int64_t unit) { return (bytes + unit - 1) / unit * unit; }

// mmap aligns to 4 KB only: map one huge page more, give the ends back.
std::byte* map_huge(int64_t bytes) {
  const int64_t wanted = round_up(bytes, kHugePageBytes);
  const int64_t mapped = wanted + kHugePageBytes;
  void* base = ::mmap(nullptr, static_cast<size_t>(mapped), PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (base == MAP_FAILED) return nullptr;
  auto* start = static_cast<std::byte*>(base);
  const int64_t address = static_cast<int64_t>(reinterpret_cast<uintptr_t>(start));
  const int64_t lead = round_up(address, kHugePageBytes) - address;
  if (lead > 0) ::munmap(start, static_cast<size_t>(lead));
  const int64_t tail = mapped - lead - wanted;
  if (tail > 0) ::munmap(start + lead + wanted, static_cast<size_t>(tail));
  ::madvise(start + lead, static_cast<size_t>(wanted), MADV_HUGEPAGE);
  return start + lead;
}

}  // namespace

Buffer::Buffer(int64_t bytes) : bytes_(bytes) {
  check(bytes >= 0, "Buffer: negative size");
  if (bytes == 0) return;
  if (is_mapped(bytes)) {
    data_ = map_huge(bytes);  // fresh pages are zero
  } else {
    const auto rounded = static_cast<size_t>(round_up(bytes, kCacheLineBytes));
    data_ = static_cast<std::byte*>(std::aligned_alloc(kCacheLineBytes, rounded));
    if (data_ != nullptr) std::memset(data_, 0, rounded);
  }
  if (data_ == nullptr) {
    fail(ErrorKind::kOutOfMemory, "buffer: the system refuses {} of memory", format_bytes(bytes));
  }
}

Buffer::Buffer(Buffer&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}

Buffer& Buffer::operator=(Buffer&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(bytes_, other.bytes_);
  return *this;
}

Buffer::~Buffer() {
  if (data_ == nullptr) return;
  if (is_mapped(bytes_)) {
    ::munmap(data_, static_cast<size_t>(round_up(bytes_, kHugePageBytes)));
  } else {
    std::free(data_);
  }
}

Buffer Buffer::clone() const {
  Buffer copy(bytes_);
  if (bytes_ > 0) std::memcpy(copy.data_, data_, static_cast<size_t>(bytes_));
  return copy;
}

}  // namespace heddle
