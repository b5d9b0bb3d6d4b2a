#include "heddle/nn/activation.h"

#include "heddle/base/error.h"
#include "heddle/base/join.h"
#include "heddle/ops/elu.h"
#include "heddle/ops/maxk.h"
#include "heddle/ops/relu.h"
#include "heddle/ops/scatter_columns.h"

#include <charconv>

namespace heddle {
namespace {

using Kind = ActivationChoice::Kind;

// The text must be one number of columns.
bool read_columns(std::string_view text, int64_t& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && value >= 1 &&
         value <= kMaxTopKCols;
}

bool remove_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

std::optional<ActivationChoice> with_kept(Kind kind, std::string_view kept) {
  ActivationChoice choice = {.kind = kind};
  return read_columns(kept, choice.kept) ? std::optional(choice) : std::nullopt;
}

// "K/G"
std::optional<ActivationChoice> of_groups(std::string_view text) {
  ActivationChoice choice = {.kind = Kind::kMaxk};
  const size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const bool read = read_columns(text.substr(0, slash), choice.kept) &&
                    read_columns(text.substr(slash + 1), choice.group);
  return read && choice.kept <= choice.group ? std::optional(choice) : std::nullopt;
}

Value keep_largest(Builder& builder, const ActivationChoice& choice, Value x) {
  const KeptRows rows = maxk(
      builder, x,
      {.kept = choice.kept, .group = choice.group, .rectify = choice.kind == Kind::kDynamicRelu});
  return scatter_columns(builder, rows.values, rows.positions);
}

}  // namespace

std::optional<ActivationChoice> parse_activation(std::string_view text) {
  if (text == "auto") return ActivationChoice{.kind = Kind::kOwn};
  if (text == "relu") return ActivationChoice{.kind = Kind::kRelu};
  if (text == "elu") return ActivationChoice{.kind = Kind::kElu};
  if (remove_prefix(text, "maxk:")) return with_kept(Kind::kMaxk, text);
  if (remove_prefix(text, "dynamic_relu:")) return with_kept(Kind::kDynamicRelu, text);
  if (remove_prefix(text, "group_maxk:")) return of_groups(text);
  return std::nullopt;
}

bool keeps_columns(std::string_view activation) {
  const auto choice = parse_activation(activation);
  return choice && choice->kept > 0;
}

Value activation_layer(Builder& builder, const std::string& activation, ActivationFunction own,
                       Value x) {
  const std::optional<ActivationChoice> choice = parse_activation(activation);
  require(choice.has_value(), "activation '{}' is none of {}", activation,
          join(kActivationForms, ", "));
  switch (choice->kind) {
    case Kind::kOwn:
      return own(builder, x);
    case Kind::kRelu:
      return relu(builder, x);
    case Kind::kElu:
      return elu(builder, x);
    case Kind::kMaxk:
    case Kind::kDynamicRelu:
      return keep_largest(builder, *choice, x);
  }
  return x;
}

}  // namespace heddle
