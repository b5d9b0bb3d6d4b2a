#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kHubRows;

// h[j] = 1 where sender j is a hub, else 0. Hubs send d edges or more each, where d is the largest
// number for which they send at least half of all edges. Without edges there are none.
//   adjacency  [N <- M] over E
//   result     u8 [M, 1]; there is no gradient
// Throws InvalidArgument for another operand.
Value hub_rows(Builder& builder, Value adjacency);

// Throws InvalidArgument unless operand `hubs` is u8 [M, 1] beside `codes`, quantized [M, D], whose
// hubs have bits of their own, or is absent where these have as many as all other rows.
void require_hubs(const TypeQuery& query, size_t hubs, const Type& codes);

}  // namespace heddle
