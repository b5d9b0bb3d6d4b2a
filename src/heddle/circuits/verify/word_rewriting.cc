#include "heddle/circuits/verify/word_rewriting.h"

#include "heddle/base/error.h"

#include <algorithm>
#include <span>
#include <utility>

namespace heddle {
namespace {

constexpr int64_t kMostBytes = int64_t{8} << 30;

// The adders whose earlier member, of sum and carry, is a given variable: full ones first.
class AddersByEarlierMember {
 public:
  AddersByEarlierMember(std::span<const Adder> adders, int64_t variables)
      : adders_(adders), offsets_(static_cast<size_t>(variables) + 1), order_(adders.size()) {
    for (const Adder& adder : adders) ++offsets_[earlier(adder) + 1];
    for (size_t i = 1; i < offsets_.size(); ++i) offsets_[i] += offsets_[i - 1];
    std::vector<uint32_t> next(offsets_.begin(), offsets_.end() - 1);
    for (const bool full : {true, false}) {
      for (size_t i = 0; i < adders.size(); ++i) {
        if (adders[i].is_full() == full) {
          order_[next[earlier(adders[i])]++] = static_cast<uint32_t>(i);
        }
      }
    }
  }

  std::span<const uint32_t> of(uint32_t variable) const {
    return std::span(order_).subspan(offsets_[variable],
                                     offsets_[variable + 1] - offsets_[variable]);
  }

 private:
  static uint32_t earlier(const Adder& adder) { return std::min(adder.sum, adder.carry); }

  std::span<const Adder> adders_;
  std::vector<uint32_t> offsets_;  // [variables + 1] into order_
  std::vector<uint32_t> order_;    // indices of adders
};

class WordRewriter {
 public:
  WordRewriter(const Aig& aig, const AdderScan& scan, LinearForm word)
      : aig_(aig),
        scan_(scan),
        adders_(scan.adders, aig.variables()),
        result_{{}, std::move(word)} {
    mpz_setbit(top_weight_.get_mpz_t(), static_cast<mp_bitcnt_t>(form().bits() - 1));
  }

  // Leaves of an adder come before its sum and its carry. So what reads one of the two is a later
  // variable, or an adder whose earlier member is later: when the earlier member's turn comes, all
  // of them are gone and both weights are final.
  WordRewriting rewrite() {
    for (auto variable = static_cast<uint32_t>(aig_.variables() - 1); aig_.is_and(variable);
         --variable) {
      if (form().bytes() > kMostBytes) break;
      if (form().has(variable) && form().weight(variable) == top_weight_) use_as_top(variable);
      for (const uint32_t adder : adders_.of(variable)) {
        if (use(scan_.adders[adder])) break;
      }
    }
    return std::move(result_);
  }

 private:
  LinearForm& form() { return result_.rest; }

  // What a literal of the variable would weigh.
  mpz_class weight_of(Literal literal) {
    mpz_class weight = form().weight(variable_of(literal));
    if (is_inverted(literal)) {
      weight = -weight;
      mpz_fdiv_r_2exp(weight.get_mpz_t(), weight.get_mpz_t(),
                      static_cast<mp_bitcnt_t>(form().bits()));
    }
    return weight;
  }

  // Rewrites the adder if that removes its sum and its carry.
  bool use(const Adder& adder) {
    if (!form().has(adder.sum)) return false;
    const AdderIdentity identity = suggested_identity(adder);
    mpz_class twice = 2 * weight_of(identity.sum);
    mpz_fdiv_r_2exp(twice.get_mpz_t(), twice.get_mpz_t(), static_cast<mp_bitcnt_t>(form().bits()));
    if (twice != weight_of(identity.carry) || !is_identity(aig_, identity)) return false;
    apply(identity);
    return true;
  }

  // At the highest weight an XOR is a sum: twice that weight is nothing.
  void use_as_top(uint32_t variable) {
    const auto first = std::lower_bound(
        scan_.sums.begin(), scan_.sums.end(), variable,
        [](const AdderPart& sum, uint32_t wanted) { return sum.variable < wanted; });
    for (auto sum = first; sum != scan_.sums.end() && sum->variable == variable; ++sum) {
      const AdderIdentity identity = suggested_identity(*sum);
      if (!is_identity(aig_, identity)) continue;
      apply(identity);
      return;
    }
  }

  void apply(const AdderIdentity& identity) {
    const mpz_class weight = form().take(identity.sum);
    const auto column = static_cast<int64_t>(mpz_scan1(weight.get_mpz_t(), 0));
    for (const Literal input : identity.inputs) {
      if (input != kNoLiteral) form().add(input, weight);
    }
    if (identity.carry != kNoLiteral) form().add(identity.carry, -2 * weight);
    result_.steps.push_back({identity, column});
  }

  const Aig& aig_;
  const AdderScan& scan_;
  AddersByEarlierMember adders_;
  mpz_class top_weight_;
  WordRewriting result_;
};

}  // namespace

LinearForm output_word(const Aig& aig) {
  const auto bits = static_cast<int64_t>(aig.outputs.size());
  if (bits > kMostOutputs) {
    fail(ErrorKind::kUnsupported, "verify: {} outputs, need at most {}", bits, kMostOutputs);
  }
  LinearForm word(aig.variables(), bits);
  for (int64_t k = 0; k < bits; ++k) {
    mpz_class weight;
    mpz_setbit(weight.get_mpz_t(), static_cast<mp_bitcnt_t>(k));
    word.add(aig.outputs[static_cast<size_t>(k)], weight);
  }
  return word;
}

WordRewriting rewrite_word(const Aig& aig, const AdderScan& scan, LinearForm word) {
  return WordRewriter(aig, scan, std::move(word)).rewrite();
}

}  // namespace heddle
