#include "heddle/circuits/simulate.h"

namespace heddle {

Simulation::Simulation(const Aig& aig, int64_t words)
    : aig_(aig), words_(words), values_(static_cast<size_t>(aig.variables() * words)) {}

std::span<uint64_t> Simulation::input(int64_t index) {
  return std::span(values_).subspan(static_cast<size_t>((index + 1) * words_),
                                    static_cast<size_t>(words_));
}

std::span<const uint64_t> Simulation::words(uint32_t variable) const {
  return std::span(values_).subspan(static_cast<size_t>(variable * words_),
                                    static_cast<size_t>(words_));
}

void Simulation::run() {
  uint64_t* result = values_.data() + aig_.first_and() * words_;
  for (const AndGate& gate : aig_.ands) {
    const uint64_t* a = values_.data() + variable_of(gate.fanin0) * words_;
    const uint64_t* b = values_.data() + variable_of(gate.fanin1) * words_;
    const uint64_t invert_a = -uint64_t{is_inverted(gate.fanin0)};
    const uint64_t invert_b = -uint64_t{is_inverted(gate.fanin1)};
    for (int64_t w = 0; w < words_; ++w) result[w] = (a[w] ^ invert_a) & (b[w] ^ invert_b);
    result += words_;
  }
}

}  // namespace heddle
