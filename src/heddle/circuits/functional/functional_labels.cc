#include "heddle/circuits/functional/functional_labels.h"

#include "heddle/base/error.h"
#include "heddle/circuits/adders.h"
#include "heddle/circuits/aig_builder.h"
#include "heddle/circuits/functional/equivalence_prover.h"
#include "heddle/circuits/functional/signatures.h"

#include <unordered_map>
#include <utility>

namespace heddle {
namespace {

constexpr int64_t kPatternWords = 1100;
constexpr uint64_t kPatternSeed = 7;
constexpr int kMostConflicts = 20'000;

// Adds all gates of a circuit; the literals that its variables become.
std::vector<Literal> add_gates(const Aig& aig, AigBuilder& builder) {
  std::vector<Literal> made(static_cast<size_t>(aig.variables()), kFalse);
  for (int64_t i = 0; i < aig.inputs; ++i) {
    made[static_cast<size_t>(i) + 1] = builder.input(i);
  }
  const auto literal = [&made](Literal fanin) {
    return inverted_if(made[variable_of(fanin)], is_inverted(fanin));
  };
  for (uint32_t variable = aig.first_and(); variable < aig.variables(); ++variable) {
    const AndGate& gate = aig.gate(variable);
    made[variable] = builder.make_and(literal(gate.fanin0), literal(gate.fanin1));
  }
  return made;
}

// A sum or a carry of the golden circuit, in the circuit of both.
struct GoldenSignal {
  Literal literal;
  uint8_t label;
};

class FunctionalLabeller {
 public:
  FunctionalLabeller(const Aig& aig, const Aig& golden)
      : aig_(aig), builder_(golden.inputs, std::ssize(golden.ands) + std::ssize(aig.ands)) {
    const std::vector<Literal> golden_made = add_gates(golden, builder_);
    made_ = add_gates(aig, builder_);
    both_ = builder_.take();
    signatures_ = signatures(both_, kPatternWords, kPatternSeed);
    prover_ = std::make_unique<EquivalenceProver>(both_);
    for (const Adder& adder : adder_forest(golden, scan_adders(golden).adders)) {
      add_golden(golden_made[adder.sum], kEqualsSum);
      add_golden(golden_made[adder.carry], kEqualsCarry);
    }
  }

  FunctionalLabels label() {
    std::vector<uint8_t>& labels = result_.labels;
    for (uint32_t variable = 1; variable < aig_.variables(); ++variable) {
      labels.push_back(aig_.is_and(variable) ? label_of(made_[variable]) : uint8_t{0});
    }
    for (const Literal output : aig_.outputs) {
      labels.push_back(variable_of(output) == 0 ? uint8_t{0} : labels[variable_of(output) - 1]);
    }
    return std::move(result_);
  }

 private:
  void add_golden(Literal literal, uint8_t label) {
    golden_[signatures_[variable_of(literal)].hash].push_back({literal, label});
  }

  // Gates that are the same gate of both circuits are asked about once.
  uint8_t label_of(Literal literal) {
    const auto [known, is_new] = known_.try_emplace(variable_of(literal), uint8_t{0});
    if (is_new) known->second = ask(literal);
    return known->second;
  }

  uint8_t ask(Literal literal) {
    const Signature& own = signatures_[variable_of(literal)];
    const auto candidates = golden_.find(own.hash);
    if (candidates == golden_.end()) return 0;
    uint8_t label = 0;
    for (const GoldenSignal& golden : candidates->second) {
      const bool opposite = own.inverted != signatures_[variable_of(golden.literal)].inverted;
      const Literal wanted = inverted_if(literal_of(variable_of(golden.literal)), opposite);
      switch (prover_->prove(literal_of(variable_of(literal)), wanted, kMostConflicts)) {
        case Equivalence::kEqual:
          ++result_.equal;
          label |= golden.label;
          break;
        case Equivalence::kDifferent:
          ++result_.different;
          break;
        case Equivalence::kUndecided:
          ++result_.undecided;
          break;
      }
    }
    return label;
  }

  const Aig& aig_;
  AigBuilder builder_;
  Aig both_;
  std::vector<Literal> made_;  // what variables of the circuit are in both_
  std::vector<Signature> signatures_;
  std::unique_ptr<EquivalenceProver> prover_;
  std::unordered_map<uint64_t, std::vector<GoldenSignal>> golden_;  // by hash of the signature
  std::unordered_map<uint32_t, uint8_t> known_;                     // by variable of both_
  FunctionalLabels result_;
};

}  // namespace

FunctionalLabels functional_labels(const Aig& aig, const Aig& golden) {
  require(aig.inputs == golden.inputs, "functional labels: {} inputs, the golden circuit has {}",
          aig.inputs, golden.inputs);
  return FunctionalLabeller(aig, golden).label();
}

}  // namespace heddle
