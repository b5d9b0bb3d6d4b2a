// What a circuit looks like, for `info`.
#pragma once

#include "heddle/circuits/aig.h"

#include <array>
#include <cstdint>
#include <string>

namespace heddle {

struct CircuitDescription {
  std::string name;
  int64_t inputs = 0, outputs = 0, ands = 0;
  int64_t levels = 0;  // ANDs on the longest path to an output
  // ANDs by how many fan-ins and outputs read them: none, one, two, three, more.
  std::array<int64_t, 5> fanouts{};
  int64_t max_fanout = 0;  // of inputs and ANDs
  uint32_t max_fanout_variable = 0;
  int64_t inverted_fanins = 0;                      // of 2 * ands
  int64_t dangling = 0;                             // ANDs that no output depends on
  int64_t duplicate = 0;                            // ANDs whose literals an earlier one has
  int64_t trivial = 0;                              // ANDs of a constant, or of one variable twice
  int64_t unused_inputs = 0;                        // read by nothing
  int64_t constant_outputs = 0, input_outputs = 0;  // outputs that are a constant, an input
};

// O(ands log ands).
CircuitDescription describe(const Aig& aig, std::string name);

std::string to_text(const CircuitDescription& description);  // several lines, for people
std::string to_json(const CircuitDescription& description);  // one object on one line

}  // namespace heddle
