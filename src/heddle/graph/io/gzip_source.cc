#include "heddle/graph/io/gzip_source.h"

#include "heddle/base/error.h"

#include <array>
#include <utility>

#if HEDDLE_HAVE_ZLIB
#include <zlib.h>
#endif

namespace heddle {
namespace {

#if HEDDLE_HAVE_ZLIB

constexpr int kGzipOnly = 16;  // added to the window bits: expect a gzip header

class GzipSource final : public ByteSource {
 public:
  explicit GzipSource(std::unique_ptr<ByteSource> compressed)
      : ByteSource(compressed->name()), compressed_(std::move(compressed)) {
    if (::inflateInit2(&stream_, MAX_WBITS + kGzipOnly) != Z_OK) {
      fail(ErrorKind::kOutOfMemory, "{}: zlib cannot start", name());
    }
  }
  ~GzipSource() override { ::inflateEnd(&stream_); }
  GzipSource(const GzipSource&) = delete;
  GzipSource& operator=(const GzipSource&) = delete;

  size_t read(std::span<std::byte> target) override {
    stream_.next_out = reinterpret_cast<Bytef*>(target.data());
    stream_.avail_out = static_cast<uInt>(target.size());
    while (stream_.avail_out == target.size() && refill()) inflate_some();
    return target.size() - stream_.avail_out;
  }

 private:
  // False at a proper end: the input is used up and the last member is complete.
  bool refill() {
    if (stream_.avail_in > 0) return true;
    const size_t count = compressed_->read(input_);
    stream_.next_in = reinterpret_cast<Bytef*>(input_.data());
    stream_.avail_in = static_cast<uInt>(count);
    require(count > 0 || !inside_member_, "{}: the gzip data end too early", name());
    return count > 0;
  }

  void inflate_some() {
    inside_member_ = true;
    const int status = ::inflate(&stream_, Z_NO_FLUSH);
    if (status == Z_STREAM_END) {
      inside_member_ = false;
      ::inflateReset(&stream_);
      return;
    }
    require(status == Z_OK || status == Z_BUF_ERROR, "{}: damaged gzip data: {}", name(),
            stream_.msg == nullptr ? "no details" : stream_.msg);
  }

  std::unique_ptr<ByteSource> compressed_;
  std::array<std::byte, size_t{1} << 16> input_;
  z_stream stream_{};
  bool inside_member_ = false;
};

#endif

constexpr std::array<std::byte, 2> kGzipMagic = {std::byte{0x1f}, std::byte{0x8b}};

}  // namespace

std::unique_ptr<ByteSource> decompress_gzip(std::unique_ptr<ByteSource> compressed) {
#if HEDDLE_HAVE_ZLIB
  return std::make_unique<GzipSource>(std::move(compressed));
#else
  fail(ErrorKind::kUnsupported,
       "{}: is compressed by gzip, but this build has no zlib; decompress it first",
       compressed->name());
#endif
}

std::unique_ptr<ByteSource> open_text(const std::filesystem::path& path) {
  std::array<std::byte, 2> start;
  const bool is_gzip = read_fully(*open_file(path), start) == start.size() && start == kGzipMagic;
  return is_gzip ? decompress_gzip(open_file(path)) : open_file(path);
}

}  // namespace heddle
