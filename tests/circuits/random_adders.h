// Random circuits in which adders stand.
#pragma once

#include "heddle/circuits/aig_builder.h"

#include <random>
#include <vector>

namespace heddle::test {

// XORs and carries of two or three earlier literals, each in one of several forms.
inline Aig random_xors_and_carries(uint32_t seed, int64_t inputs, int steps) {
  std::mt19937 random(seed);
  AigBuilder builder(inputs);
  std::vector<Literal> literals;
  for (int64_t i = 0; i < inputs; ++i) literals.push_back(builder.input(i));
  const auto any = [&] {
    return inverted_if(literals[random() % literals.size()], random() % 2 == 1);
  };
  for (int step = 0; step < steps; ++step) {
    const Literal a = any(), b = any(), c = any();
    const Literal x = builder.make_xor(a, b);
    switch (random() % 6) {
      case 0:
        literals.push_back(x);
        break;
      case 1:
        literals.push_back(builder.make_and(a, b));
        break;
      case 2:  // a half adder
        literals.insert(literals.end(), {x, builder.make_and(a, b)});
        break;
      case 3:  // a full adder
        literals.push_back(builder.make_xor(x, c));
        literals.push_back(builder.make_or(builder.make_and(a, b), builder.make_and(x, c)));
        break;
      case 4:  // the same as two multiplexers
        literals.push_back(builder.make_mux(c, inverted(x), x));
        literals.push_back(builder.make_mux(x, c, a));
        break;
      default:
        literals.push_back(builder.make_mux(a, b, c));
    }
  }
  for (size_t i = 0; i < 6; ++i) builder.add_output(literals[literals.size() - 1 - i]);
  return builder.take();
}

}  // namespace heddle::test
