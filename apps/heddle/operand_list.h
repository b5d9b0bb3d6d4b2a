// Which inputs of a circuit are the numbers that it multiplies, as --operands says it.
#pragma once

#include "heddle/circuits/product_patterns.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace heddle::cli {

inline constexpr const char* kOperandsHelp =
    "split: a is the first half of the inputs, b the second; interleaved: a0 b0 a1 b1 ...; or "
    "A,B with inputs from 0 on, least significant bit first: 0-31,32-63, descending 31-0,63-32, "
    "parts joined by '+'; or names: a,b for inputs a[0] a[1] ... or a0 a1 ...";

// Throws UsageError, naming the part that is wrong; InvalidArgument where the circuit has not
// the inputs that `split` needs.
MultiplierOperands parse_operands(std::string_view text, const Aig& aig);

// As A,B of --operands: "0-31,32-63".
std::string operands_text(std::span<const int64_t> a, std::span<const int64_t> b);

}  // namespace heddle::cli
