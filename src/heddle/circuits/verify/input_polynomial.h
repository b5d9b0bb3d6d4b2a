// Polynomials over the inputs of a circuit, modulo a power of two.
#pragma once

#include "heddle/circuits/aig.h"
#include "heddle/circuits/small_cone.h"

#include <gmpxx.h>

#include <array>
#include <cstdint>
#include <span>
#include <unordered_map>

namespace heddle {

// Sums of monomials. Inputs are 0 or 1, so no power above the first occurs, and two polynomials
// have the same values modulo 2^bits on all inputs only if their coefficients are the same modulo
// 2^bits: the value where just the inputs of a smallest differing monomial are 1 tells them apart.
class InputPolynomial {
 public:
  // Input variables, ascending, with 0 behind them.
  using Monomial = std::array<uint32_t, SmallCone::kMaxLeaves>;
  struct Hash {
    size_t operator()(const Monomial& monomial) const;
  };
  using Terms = std::unordered_map<Monomial, mpz_class, Hash>;  // coefficients in (0, 2^bits)

  explicit InputPolynomial(int64_t bits) : bits_(static_cast<mp_bitcnt_t>(bits)) {}

  const Terms& terms() const { return terms_; }

  // About what the terms take.
  int64_t bytes() const;

  // Adds weight * the product of inputs, which ascend.
  void add_product(std::span<const uint32_t> inputs, const mpz_class& weight);
  // Adds weight * f, where f has this table over these inputs (SmallCone::table).
  void add_function(uint64_t table, std::span<const uint32_t> inputs, const mpz_class& weight);

 private:
  mp_bitcnt_t bits_;
  Terms terms_;
};

}  // namespace heddle
