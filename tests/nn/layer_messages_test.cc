#include "heddle/nn/layer_messages.h"

#include "heddle/ops/message_format.h"
#include "tests/support/expect_error.h"

#include <gtest/gtest.h>

#include <string_view>

namespace heddle {
namespace {

ModelConfig config_of(const std::string& messages, const std::string& bits) {
  ModelConfig config;
  config.layers = 3;
  config.messages = messages;
  config.bits = bits;
  return config;
}

TEST(LayerBits, NameLayersAndBits) {
  EXPECT_EQ(parse_layer_bits("none"), LayerBits());
  EXPECT_EQ(parse_layer_bits("layer1=4"), (LayerBits{{1, 4}}));
  EXPECT_EQ(parse_layer_bits("layer2=32,layer0=16,layer10=2"),
            (LayerBits{{0, 16}, {2, 32}, {10, 2}}));
}

TEST(LayerBits, AnyOtherTextIsRefused) {
  for (const std::string_view text :
       {"", ",", "layer1", "layer1=", "layer=4", "layer1=3", "layer1=0", "layer-1=4", "layer1=4,",
        ",layer1=4", "layer1=4,layer1=8", "layer1=4 ", "Layer1=4", "layer1=4;layer2=8",
        "layer99999999999999999999=4", "layer1=99999999999999999999", "nonelayer1=4"}) {
    EXPECT_EQ(parse_layer_bits(text), std::nullopt) << text;
  }
}

TEST(LayerMessages, EveryChoiceIsAFormat) {
  for (const std::string_view choice : kMessageChoices) {
    const ModelConfig config = config_of(std::string(choice), "none");
    require_messages(config);
    EXPECT_TRUE(parse_message_format(messages_of_layer(config, 0)).has_value()) << choice;
  }
  EXPECT_EQ(messages_of_layer(config_of("f32", "none"), 0), "same");
}

TEST(LayerMessages, BitsOfALayerReplaceTheMessagesOfAll) {
  const ModelConfig config = config_of("int8/tensor", "layer1=4,layer2=32");
  EXPECT_EQ(messages_of_layer(config, 0), "int8/tensor");
  EXPECT_EQ(messages_of_layer(config, 1), "int4/tensor");
  EXPECT_EQ(messages_of_layer(config, 2), "same");
  EXPECT_EQ(messages_of_layer(config_of("same", "layer0=16"), 0), "bf16");
  EXPECT_EQ(messages_of_layer(config_of("same", "layer0=2"), 0), "int2");
}

TEST(LayerMessages, WhatDoesNotFitIsRefused) {
  const auto expect_refused = [](const ModelConfig& config, const std::string& message) {
    test::expect_error(ErrorKind::kInvalidArgument, {message}, [&] { require_messages(config); });
  };
  expect_refused(config_of("int3", "none"), "messages 'int3' are none of same, f32, bf16");
  expect_refused(config_of("same", "layer1=5"), "bits 'layer1=5' are not like layer0=8,layer1=4");
  expect_refused(config_of("same", "layer3=8"), "bits name layer3, but there are layers 0 to 2");
  ModelConfig rounded = config_of("f32", "none");
  rounded.precision = "bf16";
  expect_refused(rounded, "messages 'f32' need precision f32, have bf16");
  for (const char* model : {"gat", "rgcn"}) {
    ModelConfig config = config_of("int8", "none");
    config.model = model;
    expect_refused(config, "needs messages 'same' and no bits");
    config.messages = "same";
    require_messages(config);
  }
}

}  // namespace
}  // namespace heddle
