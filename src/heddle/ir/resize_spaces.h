// The same Program for another graph.
#pragma once

#include "heddle/ir/program.h"

#include <cstdint>
#include <map>
#include <string>

namespace heddle {

// Gives spaces new sizes (bounds), csr inputs new numbers of entries, by name; all types follow.
// What is not named stays. Slots whose rows are such a space change too: learnt rows of one graph
// do not fit another, and restoring them says so.
Program resize_spaces(const Program& program, const std::map<std::string, int64_t>& space_sizes,
                      const std::map<std::string, int64_t>& input_entries);

// The same with all spaces symbolic: every run binds its own sizes, at most those given, and its
// own inputs, none of which is constant any more.
Program symbolic_spaces(Program program, const std::map<std::string, int64_t>& space_bounds);

}  // namespace heddle
