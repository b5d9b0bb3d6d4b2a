// Whether two signals of a circuit are always equal, by a SAT solver (CaDiCaL).
#pragma once

#include "heddle/circuits/aig.h"

#include <cstdint>
#include <memory>

namespace heddle {

enum class Equivalence : uint8_t { kEqual, kDifferent, kUndecided };

// What was found equal is kept, so that proofs about later signals only need the gates behind it
// (SAT sweeping: Kuehlmann 2004, Mishchenko et al. 2006). Ask in the order of the circuit.
class EquivalenceProver {
 public:
  // Borrows it. Throws Unsupported in a build without CaDiCaL.
  explicit EquivalenceProver(const Aig& aig);
  ~EquivalenceProver();

  // kUndecided after `conflicts` conflicts of the solver for each of two halves.
  Equivalence prove(Literal a, Literal b, int conflicts);

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace heddle
