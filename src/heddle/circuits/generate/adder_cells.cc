#include "heddle/circuits/generate/adder_cells.h"

#include <utility>

namespace heddle {
namespace {

bool is_constant(Literal literal) { return literal <= kTrue; }

}  // namespace

SumCarry AdderCells::add(Literal a, Literal b, Literal c) {
  // Constants to the end.
  if (is_constant(a)) std::swap(a, c);
  if (is_constant(a)) std::swap(a, b);
  if (is_constant(b)) std::swap(b, c);
  if (!is_constant(c)) {
    const Literal a_xor_b = exclusive_or(a, b);
    return {exclusive_or(a_xor_b, c), full_carry(a, b, c, a_xor_b)};
  }
  if (!is_constant(b)) {
    const Literal a_xor_b = exclusive_or(a, b);
    const Literal both = builder_.make_and(a, b);
    if (c == kFalse) return {a_xor_b, both};
    // a | b would do for the carry, with a gate less. This is what folding the constant leaves of
    // a full adder, as in other programs: numbers of gates can be compared.
    return {inverted(a_xor_b), builder_.make_or(both, a_xor_b)};
  }
  if (b != c) return {inverted(a), a};
  return {a, b};
}

Literal AdderCells::parity(Literal a, Literal b, Literal c) {
  return exclusive_or(exclusive_or(a, b), c);
}

Literal AdderCells::exclusive_or(Literal a, Literal b) {
  if (style_ != AdderStyle::kSumOfProducts) return builder_.make_xor(a, b);
  const Literal only_a = builder_.make_and(a, inverted(b));
  return builder_.make_or(only_a, builder_.make_and(inverted(a), b));
}

Literal AdderCells::full_carry(Literal a, Literal b, Literal c, Literal a_xor_b) {
  if (style_ == AdderStyle::kMux) return builder_.make_mux(a_xor_b, c, a);
  const Literal both = builder_.make_and(a, b);
  switch (style_) {
    case AdderStyle::kOr:
      return builder_.make_or(both, builder_.make_and(c, builder_.make_or(a, b)));
    case AdderStyle::kMajority: {
      const Literal with_a = builder_.make_or(both, builder_.make_and(a, c));
      return builder_.make_or(with_a, builder_.make_and(b, c));
    }
    default:
      return builder_.make_or(both, builder_.make_and(a_xor_b, c));
  }
}

int64_t full_adder_gates(AdderStyle style) {
  switch (style) {
    case AdderStyle::kSumOfProducts:
      return 9;
    case AdderStyle::kOr:
    case AdderStyle::kMux:
      return 8;
    case AdderStyle::kMajority:
      return 10;
    default:
      return 7;
  }
}

}  // namespace heddle
