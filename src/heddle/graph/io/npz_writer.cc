#include "heddle/graph/io/npz_writer.h"

#include "heddle/base/error.h"

#include <array>
#include <memory>
#include <utility>

#if HEDDLE_HAVE_LIBZIP
#include <zip.h>
#endif

namespace heddle {

void NpzWriter::add(std::string name, std::span<const int32_t> values, std::vector<int64_t> shape) {
  add(std::move(name), NpyType::kI32, std::as_bytes(values), std::move(shape));
}

void NpzWriter::add(std::string name, std::span<const int64_t> values, std::vector<int64_t> shape) {
  add(std::move(name), NpyType::kI64, std::as_bytes(values), std::move(shape));
}

void NpzWriter::add(std::string name, std::span<const float> values, std::vector<int64_t> shape) {
  add(std::move(name), NpyType::kF32, std::as_bytes(values), std::move(shape));
}

void NpzWriter::add(std::string name, NpyType type, std::span<const std::byte> payload,
                    std::vector<int64_t> shape) {
  const NpyHeader header{type, shape};
  check(header.payload_bytes() == static_cast<int64_t>(payload.size()), "npz: shape of an array");
  members_.push_back({std::move(name) + ".npy", npy_header_bytes(type, shape), payload});
  payload_bytes_ += static_cast<int64_t>(payload.size());
}

#if HEDDLE_HAVE_LIBZIP

namespace {

constexpr time_t kFixedTime = 315'576'000;  // 1980-01-01 12:00 UTC, which a ZIP can express
constexpr zip_uint32_t kFastestLevel = 1;

}  // namespace

void NpzWriter::write(const std::filesystem::path& path) const {
  const auto refuse = [&](const std::string& reason) {
    fail(ErrorKind::kIo, "{}: cannot write the archive: {}", path.string(), reason);
  };
  int code = 0;
  std::unique_ptr<zip_t, void (*)(zip_t*)> zip(
      ::zip_open(path.c_str(), ZIP_CREATE | ZIP_EXCL, &code), &::zip_discard);
  if (zip == nullptr) {
    zip_error_t error;
    ::zip_error_init_with_code(&error, code);
    const std::string reason = ::zip_error_strerror(&error);
    ::zip_error_fini(&error);
    refuse(reason);
  }
  for (const Member& member : members_) {
    std::array<zip_buffer_fragment_t, 2> fragments;
    const auto bytes_of = [](const void* data) {  // libzip only reads them
      return static_cast<zip_uint8_t*>(const_cast<void*>(data));
    };
    fragments[0] = {bytes_of(member.header.data()), member.header.size()};
    fragments[1] = {bytes_of(member.payload.data()), member.payload.size()};
    const zip_uint64_t count = member.payload.empty() ? 1 : 2;
    zip_source_t* source = ::zip_source_buffer_fragment(zip.get(), fragments.data(), count, 0);
    const zip_int64_t index =
        source == nullptr
            ? -1
            : ::zip_file_add(zip.get(), member.file_name.c_str(), source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
      const std::string reason = ::zip_strerror(zip.get());
      if (source != nullptr) ::zip_source_free(source);
      refuse(reason);
    }
    const bool stored = payload_bytes_ <= kStoredNpzBytes;
    const auto place = static_cast<zip_uint64_t>(index);
    ::zip_set_file_compression(zip.get(), place, stored ? ZIP_CM_STORE : ZIP_CM_DEFLATE,
                               stored ? 0 : kFastestLevel);
    ::zip_file_set_mtime(zip.get(), place, kFixedTime, 0);
  }
  if (::zip_close(zip.get()) != 0) refuse(::zip_strerror(zip.get()));
  zip.release();  // NOLINT(bugprone-unused-return-value): zip_close has freed it
}

#else

void NpzWriter::write(const std::filesystem::path& path) const {
  fail(ErrorKind::kUnsupported, "{}: this build has no libzip and cannot write npz archives",
       path.string());
}

#endif

}  // namespace heddle
