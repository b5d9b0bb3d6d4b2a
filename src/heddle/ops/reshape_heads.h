#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kReshapeHeads;

// The same numbers with their columns split into `heads` heads: an alias, no kernel runs. Returns x
// itself if it has so many heads.     x dense [N, D]; heads divides D
Value reshape_heads(Builder& builder, Value x, int64_t heads);

}  // namespace heddle
