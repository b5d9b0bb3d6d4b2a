// What is computed once, told apart by what it is computed from.
#pragma once

#include "heddle/planner/plan.h"

#include <string>
#include <vector>

namespace heddle {

// Per node a digest of its operator, kernel, attributes and, through their digests, its operands:
// whoever is bound to the same constant inputs gets the same bits for the same key, in any Program.
// Empty for nodes that are not computed once. O(nodes).
std::vector<std::string> once_keys(const Plan& plan);

}  // namespace heddle
