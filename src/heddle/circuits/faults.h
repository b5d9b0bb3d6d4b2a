// Faults in single gates: what a verifier has to find.
#pragma once

#include "heddle/circuits/aig.h"

#include <cstdint>
#include <string>

namespace heddle {

enum class FaultKind {
  kInvertedFanin,  // one fan-in inverted
  kReplacedFanin,  // one fan-in is another literal of an earlier variable or a constant
  kOrGate,         // OR instead of AND
  kInvertedOutput,
  kStuckAt0,
  kStuckAt1,
};

struct Fault {
  uint32_t variable = 0;  // of an AND
  FaultKind kind = FaultKind::kInvertedOutput;
  int fanin = 0;                 // 0 or 1, of the first two kinds
  Literal replacement = kFalse;  // of kReplacedFanin

  bool operator==(const Fault&) const = default;
};

// The circuit with the fault. Variables keep their numbers, it stays valid; whether it computes
// something else depends on the circuit. Throws InvalidArgument if the variable is no AND or the
// replacement no earlier literal.
Aig with_fault(Aig aig, const Fault& fault);

// Fault `index` of a seed: any kind in any gate, a replacement other than the fan-in. Throws
// InvalidArgument if there are no ANDs.
Fault random_fault(const Aig& aig, uint64_t seed, int64_t index);

// "AND 71: fan-in 1 inverted"
std::string to_string(const Fault& fault);

}  // namespace heddle
