#include "heddle/graph/io/npy.h"

#include "tests/support/expect_error.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <cstring>
#include <limits>

namespace heddle {
namespace {

// A source that does not know its size, as a stream.
class StreamSource final : public ByteSource {
 public:
  explicit StreamSource(std::string text) : ByteSource("stream"), text_(std::move(text)) {}
  size_t read(std::span<std::byte> target) override {
    const size_t count = std::min({target.size(), text_.size() - used_, size_t{5}});
    std::memcpy(target.data(), text_.data() + used_, count);
    used_ += count;
    return count;
  }

 private:
  std::string text_;
  size_t used_ = 0;
};

std::string with_header(std::string_view dictionary, std::string_view payload, char version = 1) {
  std::string bytes = "\x93NUMPY";
  bytes += version;
  bytes += '\0';
  for (int i = 0; i < (version == 1 ? 2 : 4); ++i) {
    bytes += static_cast<char>(dictionary.size() >> (8 * i));
  }
  return bytes + std::string(dictionary) + std::string(payload);
}

std::string header_of(std::string_view type, std::string_view shape) {
  return fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': {}, }}\n", type, shape);
}

template <class T>
std::string raw(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

NpyReader open_npy(const std::string& bytes) {
  return NpyReader(open_bytes(std::as_bytes(std::span(bytes)), "a.npy"));
}

template <class T>
std::vector<T> read_npy(const std::string& bytes) {
  return open_npy(bytes).read_all<T>();
}

TEST(Npy, ReadsEveryTypeIntoWiderOnes) {
  EXPECT_EQ(read_npy<int32_t>(with_header(header_of("<i4", "(3,)"), raw<int32_t>({1, -2, 3}))),
            (std::vector<int32_t>{1, -2, 3}));
  EXPECT_EQ(read_npy<int32_t>(with_header(header_of("<i8", "(2,)"), raw<int64_t>({7, -8}))),
            (std::vector<int32_t>{7, -8}));
  EXPECT_EQ(read_npy<int64_t>(with_header(header_of("|u1", "(2,)"), "\x01\xff")),
            (std::vector<int64_t>{1, 255}));
  EXPECT_EQ(read_npy<int32_t>(with_header(header_of("|i1", "(2,)"), "\x01\xff")),
            (std::vector<int32_t>{1, -1}));
  EXPECT_EQ(read_npy<int32_t>(with_header(header_of("|b1", "(1,)"), "\x01")),
            (std::vector<int32_t>{1}));
  EXPECT_EQ(read_npy<float>(with_header(header_of("<f8", "(2,)"), raw<double>({0.5, 2}))),
            (std::vector<float>{0.5F, 2}));
  EXPECT_EQ(read_npy<float>(with_header(header_of("<i4", "(1,)"), raw<int32_t>({3}))),
            (std::vector<float>{3}));
}

TEST(Npy, HeaderVariants) {
  const std::string payload = raw<int32_t>({1, 2, 3, 4});
  for (const char* dictionary :
       {"{'shape':(2,2),'fortran_order':False,'descr':'<i4'}",
        "{\"descr\": \"<i4\", \"fortran_order\": False, \"shape\": (2, 2)}   \n",
        "{'descr': '<i4', 'fortran_order': True, 'shape': (4,), }\n"}) {
    EXPECT_EQ(open_npy(with_header(dictionary, payload)).header().elements(), 4);
    EXPECT_EQ(open_npy(with_header(dictionary, payload, 2)).header().elements(), 4);
  }
  EXPECT_EQ(open_npy(with_header(header_of("<i4", "()"), raw<int32_t>({1}))).header().elements(),
            1);
  EXPECT_EQ(open_npy(with_header(header_of("<i4", "(0, 5)"), "")).header().elements(), 0);
}

TEST(Npy, OwnHeadersReadBack) {
  for (const std::vector<int64_t>& shape :
       {std::vector<int64_t>{}, std::vector<int64_t>{0}, std::vector<int64_t>{3, 2}}) {
    const std::string bytes = npy_header_bytes(NpyType::kF32, shape);
    EXPECT_EQ(bytes.size() % 64, 0U);
    int64_t elements = 1;
    for (const int64_t size : shape) elements *= size;
    const NpyHeader header =
        open_npy(bytes + std::string(static_cast<size_t>(elements) * 4, '\0')).header();
    EXPECT_EQ(header.shape, shape);
    EXPECT_EQ(header.type, NpyType::kF32);
  }
}

TEST(Npy, RowByRow) {
  const std::string bytes = with_header(header_of("<i4", "(2, 2)"), raw<int32_t>({1, 2, 3, 4}));
  NpyReader reader = open_npy(bytes);
  std::vector<int32_t> row(2);
  reader.read(std::span(row));
  reader.read(std::span(row));
  EXPECT_EQ(row, (std::vector<int32_t>{3, 4}));
  reader.finish();
  test::expect_error(ErrorKind::kInvalidArgument, {"a.npy", "4 elements", "need 6"},
                     [&] { reader.read(std::span(row)); });
}

TEST(Npy, StreamsAreReadInSteps) {
  const std::string bytes = with_header(header_of("<i4", "(4,)"), raw<int32_t>({1, 2, 3, 4}));
  EXPECT_EQ(NpyReader(std::make_unique<StreamSource>(bytes)).read_all<int64_t>(),
            (std::vector<int64_t>{1, 2, 3, 4}));
  const std::string lying = with_header(header_of("<i4", "(9000000000000,)"), raw<int32_t>({1}));
  test::expect_error(ErrorKind::kInvalidArgument, {"stream", "ends before"},
                     [&] { NpyReader(std::make_unique<StreamSource>(lying)).read_all<int32_t>(); });
  test::expect_error(ErrorKind::kInvalidArgument, {"stream", "behind the end"}, [&] {
    NpyReader(std::make_unique<StreamSource>(bytes + "x")).read_all<int32_t>();
  });
}

void expect_refused(const std::string& bytes, std::initializer_list<std::string_view> words,
                    ErrorKind kind = ErrorKind::kInvalidArgument) {
  test::expect_error(kind, words, [&] { open_npy(bytes); });
}

TEST(Npy, RefusesLyingShapes) {
  expect_refused(with_header(header_of("<i4", "(5,)"), "1234"), {"a.npy", "(5,)", "20 bytes", "4"});
  expect_refused(with_header(header_of("<i4", "(1,)"), "12345678"), {"4 bytes", "there are 8"});
  expect_refused(with_header(header_of("<i4", "(4294967296, 4294967296)"), ""), {"2^63"});
  expect_refused(with_header(header_of("<i4", "(4294967296, 4294967296, 0)"), ""), {"2^63"});
  expect_refused(with_header(header_of("<i4", "(2305843009213693952, )"), ""), {"2^63"});
  expect_refused(with_header(header_of("<i4", "(99999999999999999999,)"), ""), {"not a number"});
  expect_refused(with_header(header_of("<i4", "(-1,)"), ""), {"not a number"});
}

TEST(Npy, RefusesWhatItCannotRead) {
  const ErrorKind unsupported = ErrorKind::kUnsupported;
  expect_refused(with_header(header_of(">i4", "(1,)"), "1234"), {">i4"}, unsupported);
  expect_refused(with_header(header_of("|O", "(1,)"), "1234"), {"|O"}, unsupported);
  expect_refused(with_header(header_of("<c8", "(1,)"), "12345678"), {"<c8"}, unsupported);
  expect_refused(
      with_header("{'descr': [('a', '<i4')], 'fortran_order': False, 'shape': (1,)}", ""),
      {"records"}, unsupported);
  expect_refused(with_header("{'descr': '<i4', 'fortran_order': True, 'shape': (1, 1)}", "1234"),
                 {"Fortran"}, unsupported);
  expect_refused(with_header(header_of("<i4", "(1,)"), "1234", 3), {"version 3.0"}, unsupported);
}

TEST(Npy, RefusesBrokenHeaders) {
  expect_refused("", {"not an npy array"});
  expect_refused("PK\3\4 something else", {"not an npy array"});
  expect_refused("\x93NUMPY", {"not an npy array"});
  expect_refused(with_header(header_of("<i4", "(1,)"), "").substr(0, 30), {"cut off"});
  for (const char* dictionary :
       {"", "{", "{}", "{'descr'}", "{'descr': '<i4', 'fortran_order': False}",
        "{'descr': '<i4', 'fortran_order': maybe, 'shape': (1,)}", "{'descr': '<i4",
        "{'descr': '<i4', 'descr': '<i4', 'fortran_order': False, 'shape': (1,)}",
        "{'descr': '<i4', 'fortran_order': False, 'shape': (1,)} + 1",
        "{'descr': '<i4', 'fortran_order': False, 'shape': 1}",
        "{'descr': '<i4', 'fortran_order': False, 'shape': (1 1)}"}) {
    expect_refused(with_header(dictionary, "1234"), {"not a proper npy header"});
  }
  std::string shape = "(";
  for (int i = 0; i < 40; ++i) shape += "1, ";
  expect_refused(with_header(header_of("<i4", shape + ")"), "1234"), {"too many dimensions"});
  std::string huge = with_header("", "", 2);
  huge[11] = '\x7f';
  expect_refused(huge, {"npy header of"});
}

TEST(Npy, RefusesValuesThatDoNotFit) {
  test::expect_error(ErrorKind::kInvalidArgument, {"a.npy", "element 1 is 3000000000"}, [] {
    read_npy<int32_t>(with_header(header_of("<i8", "(2,)"), raw<int64_t>({1, 3000000000})));
  });
  test::expect_error(ErrorKind::kInvalidArgument, {"element 0 is 128"},
                     [] { read_npy<int8_t>(with_header(header_of("|u1", "(1,)"), "\x80")); });
  test::expect_error(ErrorKind::kInvalidArgument, {"<f4", "need integers"}, [] {
    read_npy<int32_t>(with_header(header_of("<f4", "(1,)"), raw<float>({1})));
  });
}

}  // namespace
}  // namespace heddle
