#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kHubRows;

// See hub_rows.cc.
Value hub_rows(Builder& builder, Value adjacency);

// Throws InvalidArgument unless operand `hubs` marks the rows of `codes`, a quantized type, that
// are hubs, or is absent where these have as many bits as all others.
void require_hubs(const TypeQuery& query, size_t hubs, const Type& codes);

}  // namespace heddle
