#include "heddle/circuits/verify/prove_multiplier.h"

#include "heddle/base/error.h"
#include "heddle/circuits/small_cone.h"
#include "heddle/circuits/verify/input_polynomial.h"

#include <algorithm>
#include <span>
#include <utility>

namespace heddle {
namespace {

constexpr uint64_t kPatternSeed = 1;
constexpr int64_t kMostBytes = int64_t{8} << 30;  // of the polynomial

// -(a * b) as a polynomial of the inputs.
void subtract_product(InputPolynomial& polynomial, const MultiplierOperands& operands,
                      bool is_signed) {
  const auto a_bits = operands.a.size(), b_bits = operands.b.size();
  for (size_t i = 0; i < a_bits; ++i) {
    for (size_t j = 0; j < b_bits; ++j) {
      std::array<uint32_t, 2> inputs = {static_cast<uint32_t>(operands.a[i] + 1),
                                        static_cast<uint32_t>(operands.b[j] + 1)};
      if (inputs[0] > inputs[1]) std::swap(inputs[0], inputs[1]);
      mpz_class weight;
      mpz_setbit(weight.get_mpz_t(), static_cast<mp_bitcnt_t>(i + j));
      // The highest bit of a signed number has a negative weight.
      const bool negative = is_signed && (i + 1 == a_bits) != (j + 1 == b_bits);
      if (!negative) weight = -weight;
      polynomial.add_product(inputs, weight);
    }
  }
}

// The operands whose ones are the inputs of the monomial.
OperandPair indicator(const InputPolynomial::Monomial& monomial,
                      const MultiplierOperands& operands) {
  const auto number = [&](const std::vector<int64_t>& inputs) {
    WideInteger value(static_cast<int64_t>(inputs.size()));
    for (size_t i = 0; i < inputs.size(); ++i) {
      const auto variable = static_cast<uint32_t>(inputs[i] + 1);
      if (std::find(monomial.begin(), monomial.end(), variable) != monomial.end()) {
        value.set_bit(static_cast<int64_t>(i));
      }
    }
    return value;
  };
  return {number(operands.a), number(operands.b)};
}

int64_t degree(const InputPolynomial::Monomial& monomial) {
  return std::count_if(monomial.begin(), monomial.end(), [](uint32_t input) { return input != 0; });
}

class MultiplierProver {
 public:
  MultiplierProver(const Aig& aig, const MultiplierOperands& operands, bool is_signed)
      : aig_(aig),
        operands_(operands),
        is_signed_(is_signed),
        polynomial_(static_cast<int64_t>(aig.outputs.size())) {}

  MultiplierProof prove(const AdderScan& scan, LinearForm word) {
    WordRewriting rewriting = rewrite_word(aig_, scan, std::move(word));
    proof_.steps = std::move(rewriting.steps);
    expand(rewriting.rest);
    if (proof_.uncovered.empty()) {
      compare();
    } else {
      proof_.expanded.clear();
    }
    return std::move(proof_);
  }

 private:
  // Multiplies out every variable that is left, unless one of them cannot be.
  void expand(const LinearForm& rest) {
    polynomial_.add_product({}, rest.constant());
    SmallCone cone(aig_);
    for (uint32_t variable = 1; variable < aig_.variables(); ++variable) {
      if (!rest.has(variable)) continue;
      const std::optional<std::vector<uint32_t>> inputs = cone.inputs_of(variable);
      const std::optional<uint64_t> table =
          inputs ? cone.table(variable, *inputs) : std::optional<uint64_t>();
      if (!table || polynomial_.bytes() > kMostBytes) {
        proof_.uncovered.push_back(variable);
      } else if (proof_.uncovered.empty()) {
        polynomial_.add_function(*table, *inputs, rest.weight(variable));
        if (aig_.is_and(variable)) proof_.expanded.push_back(variable);
      }
    }
  }

  // All is known about the outputs now: they are the product, or some numbers tell them apart.
  void compare() {
    subtract_product(polynomial_, operands_, is_signed_);
    const auto smallest = std::min_element(
        polynomial_.terms().begin(), polynomial_.terms().end(),
        [](const auto& a, const auto& b) { return degree(a.first) < degree(b.first); });
    if (smallest == polynomial_.terms().end()) {
      proof_.verdict = Verdict::kProved;
      return;
    }
    proof_.counterexample =
        mismatch_of(aig_, operands_, is_signed_, indicator(smallest->first, operands_));
    check(proof_.counterexample.has_value(), "prove_multiplier: a counterexample is one");
    proof_.verdict = Verdict::kWrong;
  }

  const Aig& aig_;
  const MultiplierOperands& operands_;
  bool is_signed_;
  InputPolynomial polynomial_;
  MultiplierProof proof_;
};

}  // namespace

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::kProved:
      return "PROVED";
    case Verdict::kWrong:
      return "WRONG";
    case Verdict::kUnknown:
      break;
  }
  return "UNKNOWN";
}

MultiplierProof prove_multiplier(const Aig& aig, const MultiplierOperands& operands, bool is_signed,
                                 const AdderScan& scan, int64_t pattern_words) {
  require_operands(aig, operands);
  require(static_cast<int64_t>(operands.a.size() + operands.b.size()) == aig.inputs,
          "verify: {} and {} operand bits of {} inputs, need every input in one operand",
          operands.a.size(), operands.b.size(), aig.inputs);
  require(!aig.outputs.empty(), "verify: a circuit without outputs, need a product");
  aig.validate();
  LinearForm word = output_word(aig);
  std::optional<Mismatch> mismatch;
  if (pattern_words > 0) {
    mismatch = find_mismatch(aig, operands, is_signed, pattern_words, kPatternSeed);
  }
  if (mismatch) {
    MultiplierProof wrong;
    wrong.verdict = Verdict::kWrong;
    wrong.counterexample = std::move(mismatch);
    return wrong;
  }
  return MultiplierProver(aig, operands, is_signed).prove(scan, std::move(word));
}

}  // namespace heddle
