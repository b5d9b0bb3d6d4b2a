#include "heddle/ops/message_format.h"

#include "heddle/base/codes.h"
#include "heddle/base/error.h"
#include "heddle/base/join.h"

#include <fmt/core.h>

namespace heddle {
namespace {

using Kind = MessageFormat::Kind;

constexpr std::string_view kPerTensor = "/tensor", kStochastic = "/stochastic";

bool remove_suffix(std::string_view& text, std::string_view suffix) {
  if (!text.ends_with(suffix)) return false;
  text.remove_suffix(suffix.size());
  return true;
}

int64_t remove_hub_bits(std::string_view& text) {
  if (remove_suffix(text, "/hubs=4")) return 4;
  return remove_suffix(text, "/hubs=2") ? 2 : 0;
}

}  // namespace

std::optional<MessageFormat> parse_message_format(std::string_view text) {
  if (text == kSameMessages) return MessageFormat{};
  MessageFormat format;
  if (text == "bf16") return MessageFormat{.kind = Kind::kBf16};
  format.stochastic = remove_suffix(text, kStochastic);
  if (text == "auto") {
    format.kind = Kind::kAuto;
    return format;
  }
  format.kind = Kind::kQuantized;
  format.hub_bits = remove_hub_bits(text);
  format.per_tensor = format.hub_bits == 0 && remove_suffix(text, kPerTensor);
  if (text.size() != 4 || !text.starts_with("int")) return std::nullopt;
  format.bits = text[3] - '0';
  if (!is_code_width(format.bits) || format.hub_bits >= format.bits) return std::nullopt;
  return format;
}

std::string to_string(const MessageFormat& format) {
  if (format.kind == Kind::kSame) return std::string(kSameMessages);
  if (format.kind == Kind::kBf16) return "bf16";
  const std::string rounding(format.stochastic ? kStochastic : "");
  if (format.kind == Kind::kAuto) return "auto" + rounding;
  const std::string hubs = format.hub_bits == 0 ? "" : fmt::format("/hubs={}", format.hub_bits);
  return fmt::format("int{}{}{}{}", format.bits, hubs, format.per_tensor ? kPerTensor : "",
                     rounding);
}

MessageFormat message_format_of(const Attributes& attributes) {
  const std::string& text = attributes.text("messages");
  const auto format = parse_message_format(text);
  require(format.has_value(), "messages '{}' are none of {}", text, join(kMessageFormats, ", "));
  return *format;
}

std::string gradient_messages(const Attributes& attributes) {
  MessageFormat format = message_format_of(attributes);
  format.stochastic = format.kind == Kind::kQuantized || format.kind == Kind::kAuto;
  return to_string(format);
}

}  // namespace heddle
