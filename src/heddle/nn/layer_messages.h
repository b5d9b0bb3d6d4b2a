// How rows travel along the edges of each layer: the settings "messages" and "bits".
#pragma once

#include "heddle/nn/model_config.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace heddle {

// What "messages" may be. "f32": not rounded, for rows of f32.
inline constexpr std::array<std::string_view, 8> kMessageChoices = {
    "same", "f32", "bf16", "int8", "int8/tensor", "int4", "int2", "auto"};

// Bits per column.
struct MessageBits {
  std::map<int64_t, int64_t> layers;  // 32 (not rounded), 16 (bf16), 8, 4 or 2 (codes)
  int64_t hubs = 0;  // 8, 4 or 2: of the rows of hubs in all layers of codes; 0: as the others

  bool operator==(const MessageBits&) const = default;
};

// "layer0=8,layer1=4,hubs=2", or "none". Nothing if the text is something else or names a layer, or
// the hubs, twice.
std::optional<MessageBits> parse_message_bits(std::string_view text);

// The attribute "messages" (ops/message_format.h) of sums in layer `layer`, from 0.
std::string messages_of_layer(const ModelConfig& config, int64_t layer);

// Throws InvalidArgument if the settings are no messages, do not fit the precision or the model, or
// name a layer that is not there, or hubs where no whole rows of codes with a scale each travel.
void require_messages(const ModelConfig& config);

}  // namespace heddle
