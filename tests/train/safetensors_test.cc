#include "heddle/train/safetensors.h"

#include "tests/support/expect_error.h"
#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>
#include <vector>

namespace heddle {
namespace {

std::string encoded(std::string_view header, std::string_view data = "") {
  std::string file;
  for (int i = 0; i < 8; ++i) file += static_cast<char>(header.size() >> (8 * i) & 0xff);
  return file.append(header).append(data);
}

SafetensorsFile parsed(std::string_view bytes) {
  Buffer buffer(static_cast<int64_t>(bytes.size()));
  if (!bytes.empty()) std::memcpy(buffer.data(), bytes.data(), bytes.size());
  return {std::move(buffer), "model.safetensors"};
}

// The message of the error that reading `bytes` must raise.
std::string safetensors_refusal(std::string_view bytes,
                                ErrorKind kind = ErrorKind::kInvalidArgument) {
  SCOPED_TRACE(bytes);
  const std::string message = test::error_of(kind, [&] { parsed(bytes); });
  EXPECT_EQ(message.find("model.safetensors"), 0u) << message;
  return message;
}

void expect_refused(std::string_view bytes, std::string_view part) {
  const std::string message = safetensors_refusal(bytes);
  EXPECT_NE(message.find(part), std::string::npos) << message;
}

template <class T>
std::span<const std::byte> bytes_of(const std::vector<T>& values) {
  return std::as_bytes(std::span(values));
}

TEST(Safetensors, RoundTrip) {
  const test::TempDir folder;
  const std::vector<float> weights = {1.0f, -2.5f, std::numeric_limits<float>::infinity(), 0, 1, 2};
  const std::vector<double> moments = {0.1, 1e300};
  const std::vector<int64_t> step = {-7};
  const std::vector<TensorSource> tensors = {
      {"w", DType::kF32, {2, 3}, bytes_of(weights)},
      {"none", DType::kF32, {0, 3}, {}},
      {"m", DType::kF64, {2}, bytes_of(moments)},
      {"step", DType::kI64, {}, bytes_of(step)},
  };
  const std::filesystem::path path = folder.path() / "a.safetensors";
  write_safetensors(path, tensors, {{"name", "line 1\nline \"2\" \xc3\xa4"}});

  const SafetensorsFile file = read_safetensors(path);
  EXPECT_EQ(file.metadata().at("name"), "line 1\nline \"2\" \xc3\xa4");
  ASSERT_EQ(file.tensors().size(), 4u);
  for (const TensorSource& tensor : tensors) {
    const TensorInfo& info = file.tensors().at(tensor.name);
    EXPECT_EQ(info.dtype, tensor.dtype);
    EXPECT_EQ(info.shape, tensor.shape);
    EXPECT_EQ(info.begin % size_of(info.dtype), 0);
    const auto bytes = file.bytes(info);
    ASSERT_EQ(bytes.size(), tensor.bytes.size());
    EXPECT_TRUE(std::equal(bytes.begin(), bytes.end(), tensor.bytes.begin()));
  }
}

TEST(Safetensors, DataStartAtAMultipleOfEight) {
  const test::TempDir folder;
  const std::filesystem::path path = folder.path() / "a.safetensors";
  const std::vector<float> values = {1};
  for (const char* name : {"a", "ab", "abc"}) {
    write_safetensors(path, std::vector<TensorSource>{{name, DType::kF32, {1}, bytes_of(values)}},
                      {});
    EXPECT_EQ(std::filesystem::file_size(path) % 8, 4u);
  }
}

// Bytes as the reference implementation (safetensors 0.4 of Python) writes them.
TEST(Safetensors, ReadsTheReferenceFormat) {
  const std::string header =
      R"({"__metadata__":{"format":"pt"},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
      R"("a":{"dtype":"I8","shape":[2],"data_offsets":[4,6]}}   )";
  const SafetensorsFile file = parsed(encoded(header, std::string("\x00\x00\x80\x3f\x01\xff", 6)));
  float one = 0;
  std::memcpy(&one, file.bytes(file.tensors().at("b")).data(), 4);
  EXPECT_EQ(one, 1.0f);
  EXPECT_EQ(file.bytes(file.tensors().at("a"))[1], std::byte{0xff});
  EXPECT_EQ(file.metadata().at("format"), "pt");
}

TEST(Safetensors, NamesFromTheFileStayOnTheLineOfTheMessage) {
  const std::string message = safetensors_refusal(
      encoded(R"({"a\nb\u001b[2J":{"dtype":"F16\r","shape":[1],"data_offsets":[0,2]}})", "ab"),
      ErrorKind::kUnsupported);
  EXPECT_NE(message.find(R"(tensor 'a\nb\x1b[2J' has type 'F16\r')"), std::string::npos) << message;
}

TEST(Safetensors, RefusesFilesThatAreTooShort) {
  expect_refused("", "has 0 bytes");
  expect_refused("{}", "has 2 bytes");
  expect_refused(encoded("{}").substr(0, 9), "truncated");
  expect_refused(std::string("\xff\xff\xff\xff\xff\xff\xff\xff{}", 10), "18446744073709551615");
  expect_refused(std::string("PK\x03\x04\x00\x00\x00\x00 and more", 17), "truncated");
}

TEST(Safetensors, RefusesHeadersOfAnotherShape) {
  expect_refused(encoded("[]"), "needs an object");
  expect_refused(encoded("{]"), "byte 2");
  expect_refused(encoded("{} {}"), "not valid JSON");
  expect_refused(encoded(R"({"w":3})"), "'w'");
  expect_refused(encoded(R"({"w":{"dtype":"F32","shape":[1]}})", "1234"), "no dtype, shape or");
  expect_refused(encoded(R"({"w":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}})", "1234"),
                 "-1");
  expect_refused(encoded(R"({"w":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}})"), "1.5");
  expect_refused(encoded(R"({"w":{"dtype":"F32","shape":[[1]],"data_offsets":[0,4]}})"),
                 "an array");
  expect_refused(encoded(R"({"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4,5]}})"),
                 "3 data_offsets");
  expect_refused(encoded(R"({"w":{"kind":"F32"}})"), "'kind'");
  expect_refused(encoded(R"({"__metadata__":{"a":1}})"), "__metadata__");
  expect_refused(encoded(R"({"__metadata__":{"a":"1","a":"2"}})"), "twice");
  expect_refused(encoded(R"({"w":{"dtype":"I8","shape":[],"data_offsets":[0,1]},)"
                         R"("w":{"dtype":"I8","shape":[],"data_offsets":[0,1]}})",
                         "1"),
                 "twice");
  std::string deep = "{\"w\":";
  deep.append(100000, '[');
  expect_refused(encoded(deep), "an array");
}

TEST(Safetensors, RefusesATypeItDoesNotHave) {
  const std::string file =
      encoded(R"({"w":{"dtype":"F16","shape":[1],"data_offsets":[0,2]}})", "ab");
  const std::string message = safetensors_refusal(file, ErrorKind::kUnsupported);
  EXPECT_NE(message.find("tensor 'w' has type 'F16'"), std::string::npos) << message;
}

TEST(Safetensors, RefusesPlacesThatLie) {
  const auto one = [](std::string_view shape, std::string_view offsets, std::string_view data) {
    return encoded(
        fmt::format(R"({{"w":{{"dtype":"F32","shape":{},"data_offsets":{}}}}})", shape, offsets),
        data);
  };
  expect_refused(one("[1]", "[0,8]", "1234"), "lies at bytes [0, 8), the file has 4 bytes");
  expect_refused(one("[1]", "[4,0]", "1234"), "[4, 0)");
  expect_refused(one("[2]", "[0,4]", "1234"), "f32 [2], needs 8 bytes, has 4");
  expect_refused(one("[1]", "[0,4]", "12345"), "end at byte 4");
  expect_refused(one("[1]", "[1,5]", "12345"), "starts at byte 1");
  expect_refused(one("[4294967296,4294967296]", "[0,0]", ""), "more than 2^63");
  expect_refused(one("[9223372036854775808]", "[0,0]", ""), "at most 2^63 - 1");
  const std::string overlap = R"({"a":{"dtype":"I8","shape":[2],"data_offsets":[0,2]},)"
                              R"("b":{"dtype":"I8","shape":[2],"data_offsets":[1,3]}})";
  expect_refused(encoded(overlap, "123"), "'b' starts at byte 1 of the data, needs 2");
}

TEST(Safetensors, NamesTheFileThatCannotBeRead) {
  const test::TempDir folder;
  const auto message_of = [](const std::filesystem::path& path) -> std::string {
    try {
      read_safetensors(path);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kIo);
      return error.what();
    }
    return "no error";
  };
  const std::filesystem::path absent = folder.path() / "absent.safetensors";
  EXPECT_EQ(message_of(absent),
            absent.string() + ": cannot open the file: No such file or directory");
  EXPECT_EQ(message_of(folder.path()), folder.path().string() + ": is not a regular file");
}

TEST(Safetensors, AFailedWriteKeepsTheOldFile) {
  const test::TempDir folder;
  const std::filesystem::path path = folder.path() / "no_such_folder" / "a.safetensors";
  EXPECT_THROW(write_safetensors(path, {}, {}), Error);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

}  // namespace
}  // namespace heddle
