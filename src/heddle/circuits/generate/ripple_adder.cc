#include "heddle/circuits/generate/ripple_adder.h"

namespace heddle {

std::vector<Literal> ripple_add(AdderCells& cells, const std::vector<Literal>& a,
                                const std::vector<Literal>& b, Literal carry) {
  std::vector<Literal> result;
  for (size_t i = 0; i < a.size(); ++i) {
    const SumCarry bit = cells.add(a[i], b[i], carry);
    result.push_back(bit.sum);
    carry = bit.carry;
  }
  result.push_back(carry);
  return result;
}

}  // namespace heddle
