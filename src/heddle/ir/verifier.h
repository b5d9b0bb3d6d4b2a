// What must hold of every Program.
#pragma once

#include "heddle/ir/program.h"

namespace heddle {

// Throws InvalidArgument naming the node: operands stand before their user, types follow from the
// operators' rules, spaces exist and have the sizes that types claim, slots are unique and state
// nodes match them, updates and outputs refer to values of the right type, sources are unique by
// name, `once` nodes depend on constant inputs only. Regions are verified too.
void verify(const Program& program);

// The value is the same in every run: a constant input, an adjacency of fixed size, or a node that
// is marked `once`. Only nodes whose operands are all constant may carry that mark.
bool is_constant(const Program& program, Value value);

}  // namespace heddle
