#pragma once

#include "heddle/ir/program.h"

#include <vector>

namespace heddle {

// Per node: are its results the same in every run? True of constant inputs, of adjacencies of fixed
// size, and of whatever deterministic operators make of constants alone. O(nodes).
std::vector<bool> find_constants(const Program& program);

}  // namespace heddle
