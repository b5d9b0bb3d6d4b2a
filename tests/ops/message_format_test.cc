// How rows may travel is one text, which says the same after it is read and printed.

#include "heddle/ops/message_format.h"

#include "tests/support/expect_error.h"

#include <gtest/gtest.h>

namespace heddle::test {
namespace {

using Kind = MessageFormat::Kind;

// Formats that parse_message_format() reads beside kMessageFormats.
constexpr std::string_view kWithSuffixes[] = {"int4/tensor",
                                              "int2/tensor",
                                              "int8/hubs=4",
                                              "int8/hubs=2",
                                              "int4/hubs=2",
                                              "int8/stochastic",
                                              "int4/stochastic",
                                              "int2/stochastic",
                                              "int8/tensor/stochastic",
                                              "int4/tensor/stochastic",
                                              "int2/tensor/stochastic",
                                              "int8/hubs=4/stochastic",
                                              "int4/hubs=2/stochastic",
                                              "auto/stochastic"};

template <class Body>
void for_each_format(const Body& body) {
  for (const std::string_view text : kMessageFormats) body(text);
  for (const std::string_view text : kWithSuffixes) body(text);
}

Attributes messages(std::string_view text) { return {{"messages", std::string(text)}}; }

TEST(MessageFormat, EveryTextComesBack) {
  for_each_format([](std::string_view text) {
    const auto format = parse_message_format(text);
    ASSERT_TRUE(format.has_value()) << text;
    EXPECT_EQ(to_string(*format), text);
  });
}

TEST(MessageFormat, TextsSayKindBitsScaleAndRounding) {
  EXPECT_EQ(parse_message_format("same"), (MessageFormat{Kind::kSame, 8, false, false}));
  EXPECT_EQ(parse_message_format("bf16"), (MessageFormat{Kind::kBf16, 8, false, false}));
  EXPECT_EQ(parse_message_format("int2"), (MessageFormat{Kind::kQuantized, 2, false, false}));
  EXPECT_EQ(parse_message_format("int8/tensor"), (MessageFormat{Kind::kQuantized, 8, true, false}));
  EXPECT_EQ(parse_message_format("int4/tensor/stochastic"),
            (MessageFormat{Kind::kQuantized, 4, true, true}));
  EXPECT_EQ(parse_message_format("auto/stochastic"), (MessageFormat{Kind::kAuto, 8, false, true}));
  EXPECT_EQ(parse_message_format("int8/hubs=4"),
            (MessageFormat{Kind::kQuantized, 8, false, false, 4}));
  EXPECT_EQ(parse_message_format("int4/hubs=2/stochastic"),
            (MessageFormat{Kind::kQuantized, 4, false, true, 2}));
}

// Every format has one spelling: scale or hubs stand before the rounding. What is not rounded has
// none, and what has no scale has none per tensor. Hubs have fewer bits and a scale per row.
TEST(MessageFormat, AnyOtherTextIsRefused) {
  for (const std::string_view text : {"",
                                      "int",
                                      "int3",
                                      "int0",
                                      "int16",
                                      "int8 ",
                                      "Int8",
                                      "f16",
                                      "8",
                                      "int8/",
                                      "int8/row",
                                      "/tensor",
                                      "/stochastic",
                                      "int8tensor",
                                      "int8/tensor/tensor",
                                      "int8/stochastic/tensor",
                                      "int8/stochastic/stochastic",
                                      "same/stochastic",
                                      "same/tensor",
                                      "bf16/tensor",
                                      "auto/tensor",
                                      "bf16/stochastic",
                                      "bf16/tensor/stochastic",
                                      "int8/hubs",
                                      "int8/hubs=",
                                      "int8/hubs=0",
                                      "int8/hubs=3",
                                      "int8/hubs=8",
                                      "int4/hubs=4",
                                      "int2/hubs=4",
                                      "int2/hubs=2",
                                      "int8/hubs=4/hubs=2",
                                      "int8/hubs=4/tensor",
                                      "int8/tensor/hubs=4",
                                      "int8/stochastic/hubs=4",
                                      "auto/hubs=4",
                                      "bf16/hubs=4",
                                      "same/hubs=4",
                                      "/hubs=4",
                                      "int\xb8"}) {
    EXPECT_EQ(parse_message_format(text), std::nullopt) << text;
  }
}

TEST(MessageFormat, RefusalNamesTheFormats) {
  expect_error(ErrorKind::kInvalidArgument,
               {"messages 'int3' are none of same, bf16, int8, int4, int2, int8/tensor, auto"},
               [] { message_format_of(messages("int3")); });
}

TEST(GradientMessages, AreRoundedAtRandomWhereRowsAreOrMayBeCodes) {
  for_each_format([](std::string_view text) {
    const auto rows = parse_message_format(text);
    const auto gradient = parse_message_format(gradient_messages(messages(text)));
    ASSERT_TRUE(rows.has_value() && gradient.has_value()) << text;
    MessageFormat expected = *rows;
    expected.stochastic = rows->kind == Kind::kQuantized || rows->kind == Kind::kAuto;
    EXPECT_EQ(*gradient, expected) << text;
  });
  EXPECT_EQ(gradient_messages(messages("same")), "same");
  EXPECT_EQ(gradient_messages(messages("int4/tensor")), "int4/tensor/stochastic");
  EXPECT_EQ(gradient_messages(messages("int8/hubs=4")), "int8/hubs=4/stochastic");
}

TEST(GradientMessages, OfGradientsAreTheSame) {
  for_each_format([](std::string_view text) {
    const std::string once = gradient_messages(messages(text));
    EXPECT_EQ(gradient_messages(messages(once)), once) << text;
  });
}

}  // namespace
}  // namespace heddle::test
