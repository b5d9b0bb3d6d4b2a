#include "heddle/nn/layer_messages.h"

#include "heddle/base/codes.h"
#include "heddle/base/error.h"
#include "heddle/base/join.h"
#include "heddle/nn/activation.h"
#include "heddle/ops/message_format.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace heddle {
namespace {

using Kind = MessageFormat::Kind;

constexpr std::string_view kNoBits = "none";
constexpr int64_t kBitsOfF32 = 32, kBitsOfBf16 = 16;

bool read_whole(std::string_view text, int64_t& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && value >= 0;
}

// "layer1=4" or "hubs=4"; false if it is neither, or is there already.
bool add_entry(std::string_view text, MessageBits& all) {
  constexpr std::string_view kLayer = "layer";
  const size_t equals = text.find('=');
  int64_t bits = 0, layer = 0;
  if (equals == std::string_view::npos || !read_whole(text.substr(equals + 1), bits)) return false;
  const std::string_view name = text.substr(0, equals);
  if (name == "hubs") return is_code_width(bits) && std::exchange(all.hubs, bits) == 0;
  const bool is_width = bits == kBitsOfF32 || bits == kBitsOfBf16 || is_code_width(bits);
  return is_width && name.starts_with(kLayer) && read_whole(name.substr(kLayer.size()), layer) &&
         all.layers.emplace(layer, bits).second;
}

MessageFormat format_of(const ModelConfig& config) {
  require(std::ranges::find(kMessageChoices, config.messages) != kMessageChoices.end(),
          "messages '{}' are none of {}", config.messages, join(kMessageChoices, ", "));
  return config.messages == "f32" ? MessageFormat() : *parse_message_format(config.messages);
}

MessageBits bits_of(const ModelConfig& config) {
  const auto bits = parse_message_bits(config.bits);
  require(
      bits.has_value(),
      "bits '{}' are not like layer0=8,layer1=4 with 32, 16, 8, 4 or 2, or hubs=4 with 8, 4 or 2",
      config.bits);
  return *bits;
}

MessageFormat format_of_layer(const ModelConfig& config, const MessageBits& bits, int64_t layer) {
  MessageFormat format = format_of(config);
  const auto found = bits.layers.find(layer);
  if (found != bits.layers.end()) {
    if (found->second == kBitsOfF32) return {};
    if (found->second == kBitsOfBf16) return {.kind = Kind::kBf16};
    format.kind = Kind::kQuantized;
    format.bits = found->second;
  }
  // As many bits as the others have make no hubs.
  if (format.kind == Kind::kQuantized && bits.hubs < format.bits) format.hub_bits = bits.hubs;
  return format;
}

void require_hubs(const ModelConfig& config, const MessageBits& bits) {
  bool any_codes = false;
  for (int64_t layer = 0; layer < config.layers; ++layer) {
    const MessageFormat format = format_of_layer(config, bits, layer);
    if (format.kind != Kind::kQuantized) continue;
    any_codes = true;
    require(!format.per_tensor, "bits name hubs, which need a scale per row: messages are '{}'",
            config.messages);
    require(bits.hubs <= format.bits, "bits of hubs are {}, but layer{} has {}", bits.hubs, layer,
            format.bits);
  }
  require(any_codes, "bits name hubs, but no layer has messages of 8, 4 or 2 bits");
  require(!keeps_columns(config.activation),
          "bits name hubs, which need whole rows: activation '{}' keeps some columns",
          config.activation);
}

}  // namespace

std::optional<MessageBits> parse_message_bits(std::string_view text) {
  MessageBits bits;
  if (text == kNoBits) return bits;
  for (;;) {
    const size_t comma = text.find(',');
    if (!add_entry(text.substr(0, comma), bits)) return std::nullopt;
    if (comma == std::string_view::npos) return bits;
    text.remove_prefix(comma + 1);
  }
}

std::string messages_of_layer(const ModelConfig& config, int64_t layer) {
  return to_string(format_of_layer(config, bits_of(config), layer));
}

void require_messages(const ModelConfig& config) {
  const MessageBits bits = bits_of(config);
  const bool is_rounded = format_of(config).kind != Kind::kSame || bits != MessageBits();
  require(config.messages != "f32" || config.precision == "f32",
          "messages 'f32' need precision f32, have {}", config.precision);
  // Rows of gat are weighted by what it learns from them, those of rgcn are mapped per relation.
  require(!is_rounded || (config.model != "gat" && config.model != "rgcn"),
          "model {} sums rows as they are: it needs messages 'same' and no bits", config.model);
  const int64_t last = bits.layers.empty() ? 0 : bits.layers.rbegin()->first;
  require(last < config.layers, "bits name layer{}, but there are layers 0 to {}", last,
          config.layers - 1);
  require(config.model != "gin" || !bits.layers.contains(0),
          "bits name layer0, which sums nothing in gin: its layers with edges begin with layer1");
  if (bits.hubs > 0) require_hubs(config, bits);
}

}  // namespace heddle
