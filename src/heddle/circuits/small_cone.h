// The function of a variable over a few others, by evaluating the gates between them.
#pragma once

#include "heddle/circuits/aig.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace heddle {

class SmallCone {
 public:
  static constexpr int64_t kMaxLeaves = 6;
  static constexpr int64_t kMaxGates = 256;

  explicit SmallCone(const Aig& aig) : aig_(aig) {}

  // Bit i is the value of `variable` where leaf k has bit k of i; with fewer than six leaves the
  // pattern repeats. The constant may occur. Nothing if a path reaches an input that is no leaf, or
  // if there are more than kMaxGates gates.
  std::optional<uint64_t> table(uint32_t variable, std::span<const uint32_t> leaves);

  // The inputs that `variable` depends on, ascending; nothing if there are more than kMaxLeaves or
  // more than kMaxGates gates.
  std::optional<std::vector<uint32_t>> inputs_of(uint32_t variable);

 private:
  // Fills gates_ with what lies between, descending.
  bool collect(uint32_t variable, std::span<const uint32_t> leaves, std::vector<uint32_t>* inputs);
  // Puts the variable on the heap unless it ends the cone; false if there are too many inputs.
  bool reach(uint32_t variable, std::span<const uint32_t> leaves, std::vector<uint32_t>* inputs);
  uint64_t value(Literal literal, std::span<const uint32_t> leaves) const;

  const Aig& aig_;
  std::vector<uint32_t> gates_, heap_;
  std::vector<uint64_t> values_;  // of gates_
};

}  // namespace heddle
