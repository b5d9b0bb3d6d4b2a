#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kTranspose;

// The adjacency with senders and receivers exchanged: an alias, no kernel runs. Edge values keep
// their order. transpose(transpose(a)) is a.
Value transpose(Builder& builder, Value adjacency);

}  // namespace heddle
