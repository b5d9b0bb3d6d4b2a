// Reverse-mode differentiation: appends to a Program the nodes that compute gradients.
#pragma once

#include "heddle/ir/program.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace heddle {

// Appends the gradients of `loss` [1,1] with respect to each of `wanted` (dense, floating) and
// returns them in that order; kNoValue where the loss does not depend on the value. A gradient has
// the shape of its value and its dtype, except that weights of bf16 get f32.
//
// Only nodes between a wanted value and the loss are visited, from the loss backwards; a value
// used several times gets the sum of its users' contributions, last user first. O(nodes).
// Throws InvalidArgument for a loss or a wanted value of another type, Unsupported (naming the
// operator) if the loss depends on a wanted value through an operator that has no gradient.
std::vector<Value> differentiate(Program& program, Value loss, std::span<const Value> wanted);

struct ParameterGradient {
  int32_t slot = -1;  // index into Program::slots, role kParameter
  Value parameter;    // a read of the slot
  Value gradient;
};

// Gradients of output `loss` with respect to all slots of role kParameter, in slot order; slots on
// which the loss does not depend are left out. An optimiser appends its steps to this.
std::vector<ParameterGradient> append_parameter_gradients(Program& program,
                                                          std::string_view loss = "loss");

}  // namespace heddle
