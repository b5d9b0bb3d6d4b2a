#include "heddle/circuits/faults.h"

#include "heddle/base/error.h"
#include "heddle/base/philox.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace heddle {
namespace {

constexpr uint32_t kFaultStream = 0x42;
constexpr uint32_t kFaultKinds = 6;

AndGate sorted_gate(Literal a, Literal b) { return {std::min(a, b), std::max(a, b)}; }

AndGate with_fanin(const AndGate& gate, int fanin, Literal literal) {
  return fanin == 0 ? sorted_gate(literal, gate.fanin1) : sorted_gate(gate.fanin0, literal);
}

// Gates and outputs read the complement of the variable.
void invert_readers(Aig& aig, uint32_t variable) {
  const auto read = [variable](Literal literal) {
    return inverted_if(literal, variable_of(literal) == variable);
  };
  for (AndGate& gate : aig.ands) gate = sorted_gate(read(gate.fanin0), read(gate.fanin1));
  for (Literal& output : aig.outputs) output = read(output);
}

}  // namespace

Aig with_fault(Aig aig, const Fault& fault) {
  require(aig.is_and(fault.variable) && fault.variable < aig.variables(),
          "fault: variable {}, need an AND: {} to {}", fault.variable, aig.first_and(),
          aig.variables() - 1);
  AndGate& gate = aig.ands[fault.variable - aig.first_and()];
  const Literal fanin = fault.fanin == 0 ? gate.fanin0 : gate.fanin1;
  switch (fault.kind) {
    case FaultKind::kInvertedFanin:
      gate = with_fanin(gate, fault.fanin, inverted(fanin));
      break;
    case FaultKind::kReplacedFanin:
      require(variable_of(fault.replacement) < fault.variable,
              "fault: AND {} is to read literal {}, need an earlier variable", fault.variable,
              fault.replacement);
      gate = with_fanin(gate, fault.fanin, fault.replacement);
      break;
    case FaultKind::kOrGate:
      gate = sorted_gate(inverted(gate.fanin0), inverted(gate.fanin1));
      invert_readers(aig, fault.variable);
      break;
    case FaultKind::kInvertedOutput:
      invert_readers(aig, fault.variable);
      break;
    case FaultKind::kStuckAt0:
      gate = {kFalse, kFalse};
      break;
    case FaultKind::kStuckAt1:
      gate = {kTrue, kTrue};
      break;
  }
  return aig;
}

Fault random_fault(const Aig& aig, uint64_t seed, int64_t index) {
  require(!aig.ands.empty(), "fault: a circuit without ANDs");
  const PhiloxWords words =
      RandomStream{.seed = seed, .stream = kFaultStream, .step = 0}.words(index, 0);
  const auto below = [&words](size_t word, uint64_t count) {
    return static_cast<uint32_t>(words[word] * count >> 32);
  };
  Fault fault;
  fault.variable = aig.first_and() + below(0, aig.ands.size());
  fault.kind = static_cast<FaultKind>(below(1, kFaultKinds));
  const bool one_fanin =
      fault.kind == FaultKind::kInvertedFanin || fault.kind == FaultKind::kReplacedFanin;
  if (one_fanin) fault.fanin = static_cast<int>(below(2, 2));
  if (fault.kind == FaultKind::kReplacedFanin) {
    const AndGate& gate = aig.gate(fault.variable);
    const Literal fanin = fault.fanin == 0 ? gate.fanin0 : gate.fanin1;
    // Any of the earlier literals but this one.
    const Literal literal = below(3, uint64_t{2} * fault.variable - 1);
    fault.replacement = literal < fanin ? literal : literal + 1;
  }
  return fault;
}

std::string to_string(const Fault& fault) {
  const auto of_gate = [&fault](const std::string& what) {
    return fmt::format("AND {}: {}", fault.variable, what);
  };
  switch (fault.kind) {
    case FaultKind::kInvertedFanin:
      return of_gate(fmt::format("fan-in {} inverted", fault.fanin));
    case FaultKind::kReplacedFanin:
      return of_gate(fmt::format("fan-in {} is literal {}", fault.fanin, fault.replacement));
    case FaultKind::kOrGate:
      return of_gate("OR instead");
    case FaultKind::kInvertedOutput:
      return of_gate("output inverted");
    case FaultKind::kStuckAt0:
      return of_gate("stuck at 0");
    case FaultKind::kStuckAt1:
      return of_gate("stuck at 1");
  }
  fail(ErrorKind::kInternal, "fault: a kind without a name");
}

}  // namespace heddle
