#include "heddle/graph/io/npz_reader.h"
#include "heddle/graph/io/npz_writer.h"
#include "tests/graph/zip_bytes.h"
#include "tests/support/expect_error.h"
#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <numeric>

namespace heddle {
namespace {

#if HEDDLE_HAVE_LIBZIP

namespace fs = std::filesystem;

std::string npy(const std::vector<int32_t>& values) {
  const std::array<int64_t, 1> shape = {std::ssize(values)};
  return npy_header_bytes(NpyType::kI32, shape) +
         std::string(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(int32_t));
}

std::string content(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<int32_t> read_a(const std::string& archive) {
  const NpzReader npz(std::as_bytes(std::span(archive)), "t.npz");
  return npz.read<int32_t>("a");
}

std::vector<int32_t> counting(int32_t count) {
  std::vector<int32_t> values(static_cast<size_t>(count));
  std::iota(values.begin(), values.end(), 0);
  return values;
}

TEST(Npz, WritesAndReads) {
  const test::TempDir dir;
  for (const int32_t count : {0, 5, 1 << 19}) {  // the last is deflated
    const std::vector<int32_t> ids = counting(count);
    const std::vector<int64_t> offsets = {0, int64_t{1} << 40};
    const std::vector<float> values = {0.5F, -1};
    NpzWriter writer;
    writer.add("ids", std::span(ids), {count});
    writer.add("offsets", std::span(offsets), {2});
    writer.add("values", std::span(values), {1, 2});
    const fs::path file = dir.path() / std::to_string(count);
    writer.write(file);
    const NpzReader npz(file);
    EXPECT_EQ(npz.members(), (std::vector<std::string>{"ids", "offsets", "values"}));
    EXPECT_TRUE(npz.has("ids"));
    EXPECT_FALSE(npz.has("x"));
    EXPECT_EQ(npz.read<int32_t>("ids"), ids);
    EXPECT_EQ(npz.read<int64_t>("offsets"), offsets);
    EXPECT_EQ(npz.read<float>("values"), values);
    EXPECT_EQ(npz.open("values").header().shape, (std::vector<int64_t>{1, 2}));
    if (count > 1000) {
      EXPECT_LT(fs::file_size(file), ids.size() * sizeof(int32_t));
    }
    writer.write(dir.path() / "again");
    EXPECT_EQ(content(dir.path() / "again"), content(file)) << "the same bytes every time";
    fs::remove(dir.path() / "again");
  }
}

TEST(Npz, SeveralMembersAtOnce) {
  const std::string archive = test::zip_bytes({test::stored_member("a.npy", npy(counting(100))),
                                               test::stored_member("b.npy", npy({7, 8, 9}))});
  const NpzReader npz(std::as_bytes(std::span(archive)), "t.npz");
  NpyReader a = npz.open("a"), b = npz.open("b");
  std::array<int32_t, 1> value{};
  a.read(std::span<int32_t>(value));
  b.read(std::span<int32_t>(value));
  EXPECT_EQ(value[0], 7);
  a.read(std::span<int32_t>(value));
  EXPECT_EQ(value[0], 1);
}

TEST(Npz, MissingMemberListsWhatThereIs) {
  const std::string archive = test::zip_bytes({test::stored_member("a.npy", npy({1}))});
  const NpzReader npz(std::as_bytes(std::span(archive)), "t.npz");
  test::expect_error(ErrorKind::kInvalidArgument, {"t.npz: x.npy", "no such member", "a"},
                     [&] { npz.open("x"); });
}

TEST(Npz, NotAnArchive) {
  for (const std::string& bytes : {std::string(), std::string("hello"), std::string(100, '\0')}) {
    test::expect_error(ErrorKind::kInvalidArgument, {"t.npz", "not an npz archive"},
                       [&] { read_a(bytes); });
  }
  test::expect_error(ErrorKind::kIo, {"/nowhere/x.npz", "No such file"},
                     [] { NpzReader npz(fs::path("/nowhere/x.npz")); });
}

TEST(Npz, TruncatedAnywhere) {
  const std::string archive = test::zip_bytes({test::stored_member("a.npy", npy({1, 2, 3}))});
  EXPECT_EQ(read_a(archive), (std::vector<int32_t>{1, 2, 3}));
  for (size_t length = 0; length < archive.size(); ++length) {
    EXPECT_THROW(read_a(archive.substr(0, length)), Error) << length;
  }
}

TEST(Npz, RefusesMembersThatClaimTooMuch) {
  test::ZipMember member = test::stored_member("a.npy", npy({1, 2, 3}));
  member.claimed_size = 0x7fffffff;
  test::expect_error(ErrorKind::kInvalidArgument, {"t.npz: a.npy", "claims 2147483647 bytes"},
                     [&] { read_a(test::zip_bytes({member})); });
  member.claimed_compressed = 0x7fffffff;  // and more than the archive has
  EXPECT_THROW(read_a(test::zip_bytes({member})), Error);
}

// The claim is possible for deflate, but not true: found before memory is allocated for it.
TEST(Npz, RefusesInflationThatDoesNotCome) {
  test::ZipMember member = test::stored_member("a.npy", std::string(1 << 20, '\0'));
  member.method = 8;
  member.claimed_size = 1000U << 20;
  EXPECT_THROW(read_a(test::zip_bytes({member})), Error);
  member.data = std::string(5, '\0');
  member.claimed_size = 1 << 20;
  test::expect_error(ErrorKind::kInvalidArgument, {"hold at most"},
                     [&] { read_a(test::zip_bytes({member})); });
}

TEST(Npz, RefusesUnknownCompressionAndWrongChecksums) {
  test::ZipMember member = test::stored_member("a.npy", npy({1, 2, 3}));
  member.method = 12;
  test::expect_error(ErrorKind::kUnsupported, {"t.npz: a.npy", "method 12"},
                     [&] { read_a(test::zip_bytes({member})); });
  member.method = 0;
  member.crc ^= 1;
  test::expect_error(ErrorKind::kInvalidArgument, {"t.npz: a.npy", "damaged"},
                     [&] { read_a(test::zip_bytes({member})); });
}

TEST(Npz, ShapeAgainstTheMemberSize) {
  std::string lying = npy({1, 2, 3});
  lying[lying.find("(3,)") + 1] = '9';
  const std::string archive = test::zip_bytes({test::stored_member("a.npy", lying)});
  test::expect_error(ErrorKind::kInvalidArgument, {"t.npz: a.npy", "(9,)", "36 bytes", "12"},
                     [&] { read_a(archive); });
}

TEST(Npz, WriterSaysWhyItCannot) {
  const test::TempDir dir;
  const std::vector<int32_t> values = {1};
  NpzWriter writer;
  writer.add("a", std::span(values), {1});
  test::expect_error(ErrorKind::kIo, {"none/a.npz", "cannot write"},
                     [&] { writer.write(dir.path() / "none" / "a.npz"); });
  test::expect_error(ErrorKind::kIo, {"a.npz", "cannot write"},
                     [&] { writer.write(dir.write("a.npz", "there already")); });
}

#else

TEST(Npz, BuildsWithoutLibzipSaySo) {
  test::expect_error(ErrorKind::kUnsupported, {"x.npz", "libzip"},
                     [] { NpzReader npz(std::filesystem::path("x.npz")); });
}

#endif

}  // namespace
}  // namespace heddle
