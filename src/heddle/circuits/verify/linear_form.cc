#include "heddle/circuits/verify/linear_form.h"

namespace heddle {

void LinearForm::add(Literal literal, const mpz_class& weight) {
  // weight * (1 - v) = weight - weight * v
  mpz_class& own = weights_[variable_of(literal)];
  held_ -= sgn(own) != 0 ? 1 : 0;
  if (is_inverted(literal)) {
    constant_ += weight;
    own -= weight;
    reduce(constant_);
  } else {
    own += weight;
  }
  if (variable_of(literal) == 0) own = 0;  // the constant false
  reduce(own);
  held_ += sgn(own) != 0 ? 1 : 0;
}

mpz_class LinearForm::take(Literal literal) {
  mpz_class weight;
  swap(weight, weights_[variable_of(literal)]);
  held_ -= sgn(weight) != 0 ? 1 : 0;
  if (is_inverted(literal)) {
    // weight * v = weight - weight * (1 - v)
    constant_ += weight;
    reduce(constant_);
    weight = -weight;
    reduce(weight);
  }
  return weight;
}

}  // namespace heddle
