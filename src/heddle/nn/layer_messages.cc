#include "heddle/nn/layer_messages.h"

#include "heddle/base/codes.h"
#include "heddle/base/error.h"
#include "heddle/base/join.h"
#include "heddle/ops/message_format.h"

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

// "layer1=4"
std::optional<std::pair<int64_t, int64_t>> parse_entry(std::string_view text) {
  constexpr std::string_view kLayer = "layer";
  const size_t equals = text.find('=');
  if (!text.starts_with(kLayer) || equals == std::string_view::npos) return std::nullopt;
  std::pair<int64_t, int64_t> entry;
  auto& [layer, bits] = entry;
  const bool read = read_whole(text.substr(kLayer.size(), equals - kLayer.size()), layer) &&
                    read_whole(text.substr(equals + 1), bits);
  const bool is_width = bits == kBitsOfF32 || bits == kBitsOfBf16 || is_code_width(bits);
  return read && is_width ? std::optional(entry) : std::nullopt;
}

MessageFormat format_of(const ModelConfig& config) {
  if (config.messages == "f32") return {};
  const auto format = parse_message_format(config.messages);
  require(format.has_value(), "messages '{}' are none of {}", config.messages,
          join(kMessageChoices, ", "));
  return *format;
}

LayerBits bits_of(const ModelConfig& config) {
  const auto bits = parse_layer_bits(config.bits);
  require(bits.has_value(), "bits '{}' are not like layer0=8,layer1=4 with 32, 16, 8, 4 or 2",
          config.bits);
  return *bits;
}

}  // namespace

std::optional<LayerBits> parse_layer_bits(std::string_view text) {
  LayerBits bits;
  if (text == kNoBits) return bits;
  for (;;) {
    const size_t comma = text.find(',');
    const auto entry = parse_entry(text.substr(0, comma));
    if (!entry || !bits.insert(*entry).second) return std::nullopt;
    if (comma == std::string_view::npos) return bits;
    text.remove_prefix(comma + 1);
  }
}

std::string messages_of_layer(const ModelConfig& config, int64_t layer) {
  MessageFormat format = format_of(config);
  const LayerBits bits = bits_of(config);
  const auto found = bits.find(layer);
  if (found == bits.end()) return to_string(format);
  if (found->second == kBitsOfF32) return std::string(kSameMessages);
  if (found->second == kBitsOfBf16) return to_string({.kind = Kind::kBf16});
  format.kind = Kind::kQuantized;
  format.bits = found->second;
  return to_string(format);
}

void require_messages(const ModelConfig& config) {
  const LayerBits bits = bits_of(config);
  const bool is_rounded = format_of(config).kind != Kind::kSame || !bits.empty();
  require(config.messages != "f32" || config.precision == "f32",
          "messages 'f32' need precision f32, have {}", config.precision);
  // Rows of gat are weighted by what it learns from them, those of rgcn are mapped per relation.
  require(!is_rounded || (config.model != "gat" && config.model != "rgcn"),
          "model {} sums rows as they are: it needs messages 'same' and no bits", config.model);
  const int64_t last = bits.empty() ? 0 : bits.rbegin()->first;
  require(last < config.layers, "bits name layer{}, but there are layers 0 to {}", last,
          config.layers - 1);
}

}  // namespace heddle
