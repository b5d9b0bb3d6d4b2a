#include "heddle/train/flat_toml.h"

#include "tests/support/expect_error.h"

#include <gtest/gtest.h>

#include <string>

namespace heddle {
namespace {

using Kind = TomlAssignment::Kind;

TomlAssignment only(std::string_view text) {
  const auto all = parse_flat_toml(text, "a.toml");
  EXPECT_EQ(all.size(), 1u) << text;
  return all.empty() ? TomlAssignment() : all.front();
}

void expect_value(std::string_view text, Kind kind, std::string_view value) {
  const TomlAssignment read = only("key = " + std::string(text));
  EXPECT_EQ(read.kind, kind) << text;
  EXPECT_EQ(read.value, value) << text;
}

std::string toml_refusal(std::string_view text) {
  return test::error_of(ErrorKind::kInvalidArgument, [&] { parse_flat_toml(text, "a.toml"); });
}

TEST(FlatToml, LinesCommentsAndBlanks) {
  const auto all = parse_flat_toml("# head\r\n\n\ta-b_1=1 # one\r\n  last = 'x'", "a.toml");
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].key, "a-b_1");
  EXPECT_EQ(all[0].line, 3);
  EXPECT_EQ(all[1].key, "last");
  EXPECT_EQ(all[1].line, 4);
  EXPECT_TRUE(parse_flat_toml("", "a.toml").empty());
}

TEST(FlatToml, Values) {
  expect_value("12", Kind::kInteger, "12");
  expect_value("-1_000", Kind::kInteger, "-1000");
  expect_value("+5", Kind::kInteger, "5");
  expect_value("5e-4", Kind::kReal, "5e-4");
  expect_value("0.5#half", Kind::kReal, "0.5");
  expect_value("9223372036854775808", Kind::kReal, "9223372036854775808");
  expect_value("true", Kind::kBoolean, "true");
  expect_value("'a \\ # b'", Kind::kText, "a \\ # b");
  expect_value(R"("tab\t quote\" back\\ \u00e4 \U0001F600 # no comment")", Kind::kText,
               "tab\t quote\" back\\ \xc3\xa4 \xf0\x9f\x98\x80 # no comment");
  expect_value("\"\"", Kind::kText, "");
}

TEST(FlatToml, SaysWhatIsWrongAndWhere) {
  EXPECT_EQ(toml_refusal("\na = \"open"), "a.toml:2: found '\"open', needs a closing \"");
  EXPECT_EQ(toml_refusal("a = 'open"), "a.toml:1: found ''open', needs a closing '");
  EXPECT_EQ(toml_refusal("a 1"), "a.toml:1: found '1', needs '=' after the key a");
  EXPECT_EQ(toml_refusal("a = 1 2"),
            "a.toml:1: found '2', needs the end of the line after the value of a");
  EXPECT_EQ(toml_refusal("a = 1\nb = 2\na = 3"), "a.toml:3: the key a stands in line 1 already");
  EXPECT_EQ(toml_refusal(std::string("a = 1\n\0", 7)),
            "a.toml:2: found the control character 0x00, needs a text file");
  for (const char* text :
       {"[table]", "a.b = 1", "\"a\" = 1", "= 1", "a = ", "a = [1]", "a = ++1", "a = 1__0",
        "a = _1", "a = 0x10", "a = 1979-05-27", "a = yes", "a = \"\\x\"", "a = \"\\ud800\"",
        "a = \"\\u12\"", "a = \"\\", "a = \"\\u+123\""}) {
    EXPECT_EQ(toml_refusal(text).find("a.toml:1: found '"), 0u)
        << text << ": " << toml_refusal(text);
  }
}

TEST(FlatToml, MessagesStayOnOneLine) {
  const std::string message = toml_refusal("a = " + std::string(10000, 'x'));
  EXPECT_LT(message.size(), 200u);
}

}  // namespace
}  // namespace heddle
