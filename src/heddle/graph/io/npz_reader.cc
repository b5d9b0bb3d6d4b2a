#include "heddle/graph/io/npz_reader.h"

#include "heddle/base/error.h"
#include "heddle/base/join.h"
#include "heddle/base/units.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>

#if HEDDLE_HAVE_LIBZIP
#include <zip.h>
#endif

namespace heddle {

#if HEDDLE_HAVE_LIBZIP

namespace {

// Deflate makes at most 258 bytes of 2 bits: 1032 to 1.
constexpr uint64_t kMaxInflation = 1032;
constexpr uint64_t kInflationSlack = 1032;  // the last byte may be partial
// A member that claims more than both of these is inflated once before it is believed.
constexpr uint64_t kTrustedBytes = uint64_t{64} << 20;
constexpr uint64_t kTrustedInflation = 8;
constexpr std::string_view kSuffix = ".npy";

class MemberSource final : public ByteSource {
 public:
  MemberSource(zip_file_t* file, std::string name, int64_t total_bytes)
      : ByteSource(std::move(name)), file_(file, &::zip_fclose), total_bytes_(total_bytes) {}

  // libzip compares the checksum when it reaches the end of a member.
  size_t read(std::span<std::byte> target) override {
    const zip_int64_t count = ::zip_fread(file_.get(), target.data(), target.size());
    require(count >= 0, "{}: damaged: {}", name(), ::zip_file_strerror(file_.get()));
    return static_cast<size_t>(count);
  }

  std::optional<int64_t> total_bytes() const override { return total_bytes_; }

 private:
  std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file_;
  int64_t total_bytes_;
};

}  // namespace

struct NpzReader::Archive {
  std::string name;
  uint64_t archive_bytes = 0;
  zip_t* zip = nullptr;

  Archive(zip_source_t* source, std::string archive_name, uint64_t bytes)
      : name(std::move(archive_name)), archive_bytes(bytes) {
    zip_error_t error;
    ::zip_error_init(&error);
    zip = ::zip_open_from_source(source, ZIP_RDONLY, &error);
    if (zip != nullptr) {
      const bool empty = ::zip_get_num_entries(zip, 0) == 0;
      if (empty) ::zip_discard(zip);
      require(!empty, "{}: not an npz archive: it has no member", name);
      return;
    }
    const std::string reason = ::zip_error_strerror(&error);
    ::zip_error_fini(&error);
    ::zip_source_free(source);
    fail(ErrorKind::kInvalidArgument, "{}: not an npz archive: {}", name, reason);
  }
  ~Archive() { ::zip_discard(zip); }
  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;

  void check_claims(const zip_stat_t& stat, const std::string& place) const {
    constexpr zip_uint64_t kNeeded = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD;
    require((stat.valid & kNeeded) == kNeeded, "{}: the archive does not say its size", place);
    const bool encrypted =
        (stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE;
    if (encrypted || (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE)) {
      fail(ErrorKind::kUnsupported, "{}: {} (method {}), need a stored or deflated member", place,
           encrypted ? "encrypted" : "unknown compression", stat.comp_method);
    }
    require(stat.comp_size <= archive_bytes, "{}: claims {} bytes in an archive of {}", place,
            stat.comp_size, archive_bytes);
    const uint64_t limit = stat.comp_method == ZIP_CM_STORE
                               ? stat.comp_size
                               : stat.comp_size * kMaxInflation + kInflationSlack;
    require(stat.size <= limit, "{}: claims {} bytes, but {} compressed bytes hold at most {}",
            place, stat.size, stat.comp_size, limit);
  }

  std::unique_ptr<MemberSource> open(zip_uint64_t index, const std::string& place,
                                     uint64_t size) const {
    zip_file_t* file = ::zip_fopen_index(zip, index, 0);
    require(file != nullptr, "{}: damaged: {}", place, ::zip_strerror(zip));
    return std::make_unique<MemberSource>(file, place, static_cast<int64_t>(size));
  }

  // Inflates the member into nothing and compares its size with the claim.
  void prove_size(zip_uint64_t index, const std::string& place, uint64_t size) const {
    const std::unique_ptr<MemberSource> source = open(index, place, size);
    std::array<std::byte, size_t{1} << 16> block;
    uint64_t total = 0;
    for (size_t count = 1; count > 0 && total <= size; total += count) count = source->read(block);
    require(total == size, "{}: claims {} bytes, but holds {}", place, size, total);
  }
};

NpzReader::NpzReader(const std::filesystem::path& path) {
  const auto total = open_file(path)->total_bytes();  // says why a file cannot be opened
  require(total.has_value(), "{}: not a plain file", path.string());
  zip_error_t error;
  ::zip_error_init(&error);
  zip_source_t* source = ::zip_source_file_create(path.c_str(), 0, -1, &error);
  if (source == nullptr) fail(ErrorKind::kIo, "{}: cannot open the archive", path.string());
  archive_ = std::make_unique<Archive>(source, path.string(), static_cast<uint64_t>(*total));
}

NpzReader::NpzReader(std::span<const std::byte> bytes, std::string name) {
  zip_error_t error;
  ::zip_error_init(&error);
  zip_source_t* source = ::zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  if (source == nullptr) fail(ErrorKind::kOutOfMemory, "{}: cannot open the archive", name);
  archive_ = std::make_unique<Archive>(source, std::move(name), bytes.size());
}

const std::string& NpzReader::name() const { return archive_->name; }

std::vector<std::string> NpzReader::members() const {
  std::vector<std::string> names;
  const zip_int64_t count = ::zip_get_num_entries(archive_->zip, 0);
  for (zip_int64_t i = 0; i < count; ++i) {
    const char* name = ::zip_get_name(archive_->zip, static_cast<zip_uint64_t>(i), 0);
    std::string_view view = name == nullptr ? "" : name;
    if (!view.ends_with(kSuffix)) continue;
    view.remove_suffix(kSuffix.size());
    names.emplace_back(view);
  }
  return names;
}

bool NpzReader::has(std::string_view member) const {
  return ::zip_name_locate(archive_->zip, fmt::format("{}{}", member, kSuffix).c_str(), 0) >= 0;
}

NpyReader NpzReader::open(std::string_view member) const {
  const std::string file = fmt::format("{}{}", member, kSuffix);
  const std::string place = fmt::format("{}: {}", archive_->name, file);
  const zip_int64_t located = ::zip_name_locate(archive_->zip, file.c_str(), 0);
  require(located >= 0, "{}: no such member, the archive has {}", place, join(members(), ", "));
  const auto index = static_cast<zip_uint64_t>(located);
  zip_stat_t stat;
  require(::zip_stat_index(archive_->zip, index, 0, &stat) == 0, "{}: damaged: {}", place,
          ::zip_strerror(archive_->zip));
  archive_->check_claims(stat, place);
  if (stat.size > kTrustedBytes && stat.size / kTrustedInflation > stat.comp_size) {
    archive_->prove_size(index, place, stat.size);
  }
  return NpyReader(archive_->open(index, place, stat.size));
}

#else

namespace {

[[noreturn]] void refuse(const std::string& name) {
  fail(ErrorKind::kUnsupported, "{}: this build has no libzip and cannot read npz archives", name);
}

}  // namespace

struct NpzReader::Archive {
  std::string name;
};

NpzReader::NpzReader(const std::filesystem::path& path) { refuse(path.string()); }

NpzReader::NpzReader(std::span<const std::byte>, std::string name) { refuse(name); }

const std::string& NpzReader::name() const { return archive_->name; }

std::vector<std::string> NpzReader::members() const { return {}; }

bool NpzReader::has(std::string_view) const { return false; }

NpyReader NpzReader::open(std::string_view) const { refuse(archive_->name); }

#endif

NpzReader::~NpzReader() = default;

}  // namespace heddle
