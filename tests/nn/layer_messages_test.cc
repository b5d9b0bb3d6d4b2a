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

TEST(MessageBits, NameLayersHubsAndBits) {
  EXPECT_EQ(parse_message_bits("none"), MessageBits());
  EXPECT_EQ(parse_message_bits("layer1=4"), (MessageBits{{{1, 4}}}));
  EXPECT_EQ(parse_message_bits("layer2=32,layer0=16,layer10=2"),
            (MessageBits{{{0, 16}, {2, 32}, {10, 2}}}));
  EXPECT_EQ(parse_message_bits("hubs=8"), (MessageBits{{}, 8}));
  EXPECT_EQ(parse_message_bits("layer1=8,hubs=2,layer0=4"), (MessageBits{{{0, 4}, {1, 8}}, 2}));
}

TEST(MessageBits, AnyOtherTextIsRefused) {
  for (const std::string_view text : {"",
                                      ",",
                                      "layer1",
                                      "layer1=",
                                      "layer=4",
                                      "layer1=3",
                                      "layer1=0",
                                      "layer-1=4",
                                      "layer1=4,",
                                      ",layer1=4",
                                      "layer1=4,layer1=8",
                                      "layer1=4 ",
                                      "Layer1=4",
                                      "layer1=4;layer2=8",
                                      "layer99999999999999999999=4",
                                      "layer1=99999999999999999999",
                                      "nonelayer1=4",
                                      "hubs",
                                      "hubs=",
                                      "hubs=0",
                                      "hubs=3",
                                      "hubs=16",
                                      "hubs=32",
                                      "hubs1=4",
                                      "Hubs=4",
                                      "hubs=4,hubs=4",
                                      "hubs=4,",
                                      "hub=4"}) {
    EXPECT_EQ(parse_message_bits(text), std::nullopt) << text;
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

TEST(LayerMessages, BitsOfHubsAreThoseOfEveryLayerOfCodes) {
  const ModelConfig config = config_of("int8", "layer1=4,layer2=16,hubs=4");
  require_messages(config);
  EXPECT_EQ(messages_of_layer(config, 0), "int8/hubs=4");
  EXPECT_EQ(messages_of_layer(config, 1), "int4");
  EXPECT_EQ(messages_of_layer(config, 2), "bf16");
  EXPECT_EQ(messages_of_layer(config_of("int8", "hubs=8"), 0), "int8");
  const ModelConfig automatic = config_of("auto", "layer1=8,hubs=2");
  require_messages(automatic);
  EXPECT_EQ(messages_of_layer(automatic, 0), "auto");
  EXPECT_EQ(messages_of_layer(automatic, 1), "int8/hubs=2");
}

void expect_refused(const ModelConfig& config, const std::string& message) {
  test::expect_error(ErrorKind::kInvalidArgument, {message}, [&] { require_messages(config); });
}

TEST(LayerMessages, HubsThatDoNotFitAreRefused) {
  for (const char* messages : {"same", "f32", "bf16", "auto"}) {
    expect_refused(config_of(messages, "hubs=4"),
                   "bits name hubs, but no layer has messages of 8, 4 or 2 bits");
  }
  expect_refused(config_of("int8", "layer2=2,hubs=4"), "bits of hubs are 4, but layer2 has 2");
  expect_refused(config_of("int8/tensor", "hubs=4"),
                 "bits name hubs, which need a scale per row: messages are 'int8/tensor'");
  expect_refused(config_of("int8/hubs=4", "none"), "messages 'int8/hubs=4' are none of same, f32");
  for (const char* activation : {"maxk:8", "dynamic_relu:8", "group_maxk:1/8"}) {
    ModelConfig config = config_of("int8", "hubs=4");
    config.activation = activation;
    expect_refused(config, "bits name hubs, which need whole rows: activation '" +
                               std::string(activation) + "' keeps some columns");
  }
}

TEST(LayerMessages, WhatDoesNotFitIsRefused) {
  expect_refused(config_of("int3", "none"), "messages 'int3' are none of same, f32, bf16");
  expect_refused(config_of("same", "layer1=5"), "bits 'layer1=5' are not like layer0=8,layer1=4");
  expect_refused(config_of("same", "layer3=8"), "bits name layer3, but there are layers 0 to 2");
  ModelConfig rounded = config_of("f32", "none");
  rounded.precision = "bf16";
  expect_refused(rounded, "messages 'f32' need precision f32, have bf16");
  ModelConfig gin = config_of("int8", "layer0=4");
  gin.model = "gin";
  expect_refused(gin, "bits name layer0, which sums nothing in gin");
  gin.bits = "layer1=4";
  require_messages(gin);
  for (const char* model : {"gat", "rgcn"}) {
    ModelConfig config = config_of("int8", "none");
    config.model = model;
    expect_refused(config, "needs messages 'same' and no bits");
    config.messages = "same";
    config.bits = "hubs=4";
    expect_refused(config, "needs messages 'same' and no bits");
    config.bits = "none";
    require_messages(config);
  }
}

}  // namespace
}  // namespace heddle
