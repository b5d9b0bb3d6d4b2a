// Operators that exist for tests of the IR alone: every feature that an operator can have.
#pragma once

#include "heddle/ir/builder.h"

#include <string>

namespace heddle::test {

extern const OpDef kPair;     // two results, attributes of every kind
extern const OpDef kMerge;    // {a, b?, c?}: optional operands
extern const OpDef kGather;   // {adjacency, x}: a row per receiver
extern const OpDef kKeepTop;  // {x} {k}: a top-k result
extern const OpDef kNoise;    // random
extern const OpDef kRepeat;   // {x}, owns a region
OpTable test_ops();

// A square adjacency over spaces "nodes" (5) and "edges" (7).
Type small_adjacency(Builder& builder);
// f32 [nodes, cols] of that space.
Type node_rows(Builder& builder, int64_t cols);

// "heddle_format 1\nprogram \"p\" streams 0\n" + lines.
std::string program_text(const std::string& lines);

}  // namespace heddle::test
