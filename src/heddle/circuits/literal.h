// Signals of an and-inverter graph as AIGER numbers them: 2 * variable + 1 if inverted.
#pragma once

#include <cstdint>

namespace heddle {

using Literal = uint32_t;

// Variable 0 is the constant false.
inline constexpr Literal kFalse = 0, kTrue = 1;
inline constexpr int64_t kMaxVariable = (int64_t{1} << 31) - 1;

constexpr Literal literal_of(uint32_t variable, bool inverted = false) {
  return 2 * variable + (inverted ? 1 : 0);
}
constexpr uint32_t variable_of(Literal literal) { return literal >> 1; }
constexpr bool is_inverted(Literal literal) { return (literal & 1) != 0; }
constexpr Literal inverted(Literal literal) { return literal ^ 1; }
constexpr Literal inverted_if(Literal literal, bool invert) { return literal ^ (invert ? 1 : 0); }

}  // namespace heddle
