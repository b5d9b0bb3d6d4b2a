// Sums of variables with weights, modulo a power of two.
#pragma once

#include "heddle/circuits/literal.h"

#include <gmpxx.h>

#include <cstdint>
#include <vector>

namespace heddle {

// constant + sum over variables v of weight(v) * v, modulo 2^bits, where v is 0 or 1.
class LinearForm {
 public:
  LinearForm(int64_t variables, int64_t bits)
      : bits_(static_cast<mp_bitcnt_t>(bits)), weights_(static_cast<size_t>(variables)) {}

  int64_t bits() const { return static_cast<int64_t>(bits_); }
  int64_t variables() const { return static_cast<int64_t>(weights_.size()); }
  const mpz_class& constant() const { return constant_; }
  // In [0, 2^bits).
  const mpz_class& weight(uint32_t variable) const { return weights_[variable]; }
  bool has(uint32_t variable) const { return sgn(weights_[variable]) != 0; }

  // About what its weights take.
  int64_t bytes() const { return held_ * (static_cast<int64_t>(bits_) / 8); }

  // Adds weight * literal; an inverted literal is 1 - its variable.
  void add(Literal literal, const mpz_class& weight);
  // Removes the variable; its weight as one of the literal: for an inverted one the form loses
  // weight * (1 - literal).
  mpz_class take(Literal literal);

 private:
  void reduce(mpz_class& value) const {
    mpz_fdiv_r_2exp(value.get_mpz_t(), value.get_mpz_t(), bits_);
  }

  mp_bitcnt_t bits_;
  mpz_class constant_;
  std::vector<mpz_class> weights_;
  int64_t held_ = 0;  // how many of them are not 0
};

}  // namespace heddle
