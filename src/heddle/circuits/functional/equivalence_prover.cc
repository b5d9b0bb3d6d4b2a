#include "heddle/circuits/functional/equivalence_prover.h"

#include "heddle/base/error.h"

#include <initializer_list>
#include <vector>
#if HEDDLE_HAVE_CADICAL
#include <cadical.hpp>
#endif

namespace heddle {

#if HEDDLE_HAVE_CADICAL

class EquivalenceProver::Implementation {
 public:
  explicit Implementation(const Aig& aig)
      : aig_(aig), encoded_(static_cast<size_t>(aig.variables())) {
    solver_.set("quiet", 1);
  }

  Equivalence prove(Literal a, Literal b, int conflicts) {
    if (a == b) return Equivalence::kEqual;
    encode(variable_of(a));
    encode(variable_of(b));
    for (const bool value : {true, false}) {
      solver_.assume(number(inverted_if(a, !value)));
      solver_.assume(number(inverted_if(b, value)));
      solver_.limit("conflicts", conflicts);
      const int answer = solver_.solve();
      if (answer == kSatisfiable) return Equivalence::kDifferent;
      if (answer != kUnsatisfiable) return Equivalence::kUndecided;
    }
    add_clause({inverted(a), b});
    add_clause({a, inverted(b)});
    return Equivalence::kEqual;
  }

 private:
  static constexpr int kSatisfiable = 10, kUnsatisfiable = 20;

  // CaDiCaL's variables count from 1, and the constant is one of ours.
  static int number(Literal literal) {
    const auto variable = static_cast<int>(variable_of(literal)) + 1;
    return is_inverted(literal) ? -variable : variable;
  }

  void add_clause(std::initializer_list<Literal> literals) {
    for (const Literal literal : literals) solver_.add(number(literal));
    solver_.add(0);
  }

  // Clauses of all gates that the variable depends on.
  void encode(uint32_t variable) {
    std::vector<uint32_t> stack = {variable};
    while (!stack.empty()) {
      const uint32_t next = stack.back();
      stack.pop_back();
      if (encoded_[next]) continue;
      encoded_[next] = true;
      if (next == 0) add_clause({kTrue});
      if (!aig_.is_and(next)) continue;
      const auto [fanin0, fanin1] = aig_.gate(next);
      const Literal gate = literal_of(next);
      add_clause({inverted(gate), fanin0});
      add_clause({inverted(gate), fanin1});
      add_clause({gate, inverted(fanin0), inverted(fanin1)});
      stack.push_back(variable_of(fanin0));
      stack.push_back(variable_of(fanin1));
    }
  }

  const Aig& aig_;
  std::vector<bool> encoded_;
  CaDiCaL::Solver solver_;
};

#else

class EquivalenceProver::Implementation {
 public:
  explicit Implementation(const Aig&) {
    fail(ErrorKind::kUnsupported, "equivalence: this build has no SAT solver, needs CaDiCaL");
  }
  Equivalence prove(Literal, Literal, int) { return Equivalence::kUndecided; }
};

#endif

EquivalenceProver::EquivalenceProver(const Aig& aig)
    : implementation_(std::make_unique<Implementation>(aig)) {}

EquivalenceProver::~EquivalenceProver() = default;

Equivalence EquivalenceProver::prove(Literal a, Literal b, int conflicts) {
  return implementation_->prove(a, b, conflicts);
}

}  // namespace heddle
