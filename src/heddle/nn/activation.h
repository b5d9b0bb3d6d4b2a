// The activations that a model may be given by name.
#pragma once

#include "heddle/ir/builder.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace heddle {

struct ActivationChoice {
  enum class Kind : uint8_t { kOwn, kRelu, kElu, kMaxk, kDynamicRelu };
  Kind kind = Kind::kOwn;
  int64_t kept = 0;   // kMaxk, kDynamicRelu: columns kept per row, or per group
  int64_t group = 0;  // kMaxk: columns of a group; 0: the whole row
};

// What parse_activation() reads, for help texts and errors.
inline constexpr std::array<std::string_view, 6> kActivationForms = {
    "auto", "relu", "elu", "maxk:K", "dynamic_relu:K", "group_maxk:K/G"};

// "auto": the model's own. "maxk:32": the 32 largest values of every row; "dynamic_relu:32": the
// same, and negative ones become 0; "group_maxk:2/16": 2 of every 16 columns. Nothing if the text
// is none of these, or K is not 1 to 65,536, or more than G.
std::optional<ActivationChoice> parse_activation(std::string_view text);

// Whether the text is an activation that keeps some columns.
bool keeps_columns(std::string_view activation);

using ActivationFunction = Value (*)(Builder&, Value);

// Throws InvalidArgument if the text is no activation, or the columns of x are not whole groups.
Value activation_layer(Builder& builder, const std::string& activation, ActivationFunction own,
                       Value x);

}  // namespace heddle
