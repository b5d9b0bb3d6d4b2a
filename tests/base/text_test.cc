#include "heddle/base/dtype.h"
#include "heddle/base/join.h"
#include "heddle/base/units.h"
#include "tests/support/expect_error.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace heddle {
namespace {

TEST(Units, Bytes) {
  EXPECT_EQ(format_bytes(0), "0 B");
  EXPECT_EQ(format_bytes(1023), "1023 B");
  EXPECT_EQ(format_bytes(1536), "1.50 KiB");
  EXPECT_EQ(format_bytes(int64_t{3} << 29), "1.50 GiB");
}

TEST(Units, Seconds) {
  EXPECT_EQ(format_seconds(0.00034), "340 us");
  EXPECT_EQ(format_seconds(0.25), "250.0 ms");
  EXPECT_EQ(format_seconds(2.1), "2.1 s");
  EXPECT_EQ(format_seconds(200), "3 min 20 s");
  EXPECT_EQ(format_seconds(7320), "2 h 2 min");
}

TEST(Units, Counts) {
  EXPECT_EQ(format_count(0), "0");
  EXPECT_EQ(format_count(999), "999");
  EXPECT_EQ(format_count(1234567), "1,234,567");
  EXPECT_EQ(format_count(-1000), "-1,000");
  EXPECT_EQ(format_count(-100), "-100");
}

TEST(Join, TextsAndNumbers) {
  EXPECT_EQ(join(std::vector<std::string>(), ", "), "");
  EXPECT_EQ(join(std::vector<std::string>{"a"}, ", "), "a");
  EXPECT_EQ(join(std::vector<std::string_view>{"", "b", ""}, "|"), "|b|") << "empty texts count";
  EXPECT_EQ(join(std::vector<int64_t>{2, -3, 4}, ","), "2,-3,4");
}

TEST(DTypes, NamesRoundTrip) {
  for (const DType dtype : {DType::kF64, DType::kF32, DType::kBf16, DType::kI64, DType::kI32,
                            DType::kI8, DType::kBool, DType::kU8, DType::kU16}) {
    EXPECT_EQ(dtype_from_string(to_string(dtype)), dtype);
  }
  EXPECT_EQ(dtype_from_string("f16"), std::nullopt);
  EXPECT_EQ(size_of(DType::kBf16), 2);
  EXPECT_EQ(size_of(dtype_of<double>()), 8);
}

TEST(Errors, KindsAndMessages) {
  test::expect_error(ErrorKind::kInvalidArgument, {"op: 3 given, need 4"},
                     [] { require(false, "op: {} given, need {}", 3, 4); });
  test::expect_error(ErrorKind::kInternal, {"text_test.cc", "a fact"},
                     [] { check(false, "a fact"); });
  EXPECT_NO_THROW(require(true, "not formatted"));
}

TEST(Errors, StayOnOneLineWhateverTheNameIs) {
  const std::string name = "a\nb\r\n\tc\x1b[2J\x7f\xc2\x9b";
  const Error error(ErrorKind::kIo, "file '" + name + "': gone");
  const std::string message = error.what();
  EXPECT_EQ(message, R"(file 'a\nb\r\n\tc\x1b[2J\x7f\x9b': gone)");
  EXPECT_EQ(on_one_line(message), message);
  EXPECT_EQ(on_one_line("\xc3\xa4 \xe2\x82\xac \\n"), "\xc3\xa4 \xe2\x82\xac \\n")
      << "left as it is";
}

TEST(Errors, AreCutWhereNoCharacterIsBroken) {
  const std::string dots(1999, '.');
  EXPECT_EQ(on_one_line(dots + "x"), dots + "x");
  EXPECT_EQ(on_one_line(dots + "xy"), dots + "x...");
  EXPECT_EQ(on_one_line(dots + "\xc3\xa4 and more"), dots + "...");
  EXPECT_EQ(on_one_line(std::string(100000, '\x80')).size(), 2000U) << "not UTF-8";
}

}  // namespace
}  // namespace heddle
