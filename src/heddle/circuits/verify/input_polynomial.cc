#include "heddle/circuits/verify/input_polynomial.h"

#include <algorithm>

namespace heddle {

size_t InputPolynomial::Hash::operator()(const Monomial& monomial) const {
  uint64_t hash = 0;
  for (const uint32_t input : monomial) hash = (hash ^ input) * 0x9E3779B97F4A7C15U;
  return static_cast<size_t>(hash ^ hash >> 32);
}

int64_t InputPolynomial::bytes() const {
  constexpr int64_t kNodeBytes = 80;
  return static_cast<int64_t>(terms_.size()) * (static_cast<int64_t>(bits_) / 8 + kNodeBytes);
}

void InputPolynomial::add_product(std::span<const uint32_t> inputs, const mpz_class& weight) {
  Monomial monomial{};
  std::copy(inputs.begin(), inputs.end(), monomial.begin());
  const auto term = terms_.try_emplace(monomial).first;
  mpz_class& coefficient = term->second;
  coefficient += weight;
  mpz_fdiv_r_2exp(coefficient.get_mpz_t(), coefficient.get_mpz_t(), bits_);
  if (coefficient == 0) terms_.erase(term);
}

// f(x) = sum over sets S of inputs of c(S) * product of S, where f at the indicator of S is the sum
// of c over all subsets of S: the Moebius transform gives c back.
void InputPolynomial::add_function(uint64_t table, std::span<const uint32_t> inputs,
                                   const mpz_class& weight) {
  std::array<int, size_t{1} << SmallCone::kMaxLeaves> coefficients{};
  const size_t sets = size_t{1} << inputs.size();
  for (size_t set = 0; set < sets; ++set) coefficients[set] = static_cast<int>(table >> set & 1);
  for (size_t bit = 1; bit < sets; bit *= 2) {
    for (size_t set = 0; set < sets; ++set) {
      if ((set & bit) != 0) coefficients[set] -= coefficients[set ^ bit];
    }
  }
  for (size_t set = 0; set < sets; ++set) {
    if (coefficients[set] == 0) continue;
    Monomial product{};
    size_t factors = 0;
    for (size_t i = 0; i < inputs.size(); ++i) {
      if ((set >> i & 1) != 0) product[factors++] = inputs[i];
    }
    add_product(std::span(product).first(factors), weight * coefficients[set]);
  }
}

}  // namespace heddle
