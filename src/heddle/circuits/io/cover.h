// A function as rows of a truth table with don't-cares, as .names of BLIF have it.
#pragma once

#include "heddle/circuits/io/logic_function.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace heddle {

// Rows are all of the on-set (value 1) or all of the off-set (value 0). Without rows: constant 0.
struct Cover {
  uint32_t pins = 0;
  char value = '1';
  std::string rows;  // of `pins` characters each: '0', '1' or '-'
  uint32_t row_count = 0;
};

// An OR of ANDs, negated for an off-set.
LogicFunction function_of(const Cover& cover);

}  // namespace heddle
