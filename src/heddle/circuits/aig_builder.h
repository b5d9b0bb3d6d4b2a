// Makes an and-inverter graph gate by gate: a gate that is there already is not made again.
#pragma once

#include "heddle/circuits/aig.h"

#include <cstdint>
#include <vector>

namespace heddle {

// Structural hashing (Kuehlmann et al. 2002): two ANDs of the same literals are one variable; ANDs
// with a constant, of a literal with itself or with its complement make no gate.
class AigBuilder {
 public:
  // `expected_ands` only saves time.
  explicit AigBuilder(int64_t inputs, int64_t expected_ands = 0);

  Literal input(int64_t index) const { return literal_of(static_cast<uint32_t>(index) + 1); }
  // Throws Unsupported beyond kMaxVariable variables.
  Literal make_and(Literal a, Literal b);
  Literal make_or(Literal a, Literal b) { return inverted(make_and(inverted(a), inverted(b))); }
  // a ^ b as NOT(a b) NOT(a' b'), negated: three gates, the first of them the AND of a and b.
  Literal make_xor(Literal a, Literal b);
  // select ? one : zero
  Literal make_mux(Literal select, Literal one, Literal zero);
  void add_output(Literal literal) { aig_.outputs.push_back(literal); }

  const Aig& aig() const { return aig_; }
  Aig take();  // the builder is spent

 private:
  size_t slot_of(const AndGate& gate) const;  // where the gate is, or the free slot for it
  void grow();

  Aig aig_;
  std::vector<uint32_t> slots_;  // open addressing: variables, 0 where free
};

// The same function with every gate once, and without those that reach no output unless
// `keep_dangling`. Inputs, outputs and their order and names stay.
Aig structurally_hashed(const Aig& aig, bool keep_dangling = false);

}  // namespace heddle
