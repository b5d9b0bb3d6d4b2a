#include "heddle/circuits/generate/final_adder.h"

#include "heddle/base/error.h"

#include <algorithm>

namespace heddle {
namespace {

Literal bit_or_false(const std::vector<Literal>& column, size_t index) {
  check(column.size() <= 2, "final_adder: columns are reduced");
  return index < column.size() ? column[index] : kFalse;
}

// Bit k: columns 0 ... k carry, given that column k generates or propagates a carry. Every pass
// doubles how far back `generate[k]` has looked; `propagate` ends where it has seen column 0.
std::vector<Literal> prefix_carries(AigBuilder& builder, std::vector<Literal> generate,
                                    std::vector<Literal> propagate) {
  const size_t count = generate.size();
  for (size_t distance = 1; distance < count; distance *= 2) {
    for (size_t k = count - 1; k >= distance; --k) {
      const Literal passed = builder.make_and(propagate[k], generate[k - distance]);
      generate[k] = builder.make_or(generate[k], passed);
      if (k >= 2 * distance) {
        propagate[k] = builder.make_and(propagate[k], propagate[k - distance]);
      }
    }
  }
  return generate;
}

std::vector<Literal> kogge_stone_add_columns(AdderCells& cells, const Columns& columns) {
  std::vector<Literal> sum, generate;
  for (size_t k = 0; k + 1 < columns.size(); ++k) {
    const SumCarry added = cells.add(bit_or_false(columns[k], 0), bit_or_false(columns[k], 1));
    sum.push_back(added.sum);
    generate.push_back(added.carry);
  }
  const auto is_carry = [](Literal carry) { return carry != kFalse; };
  const auto first = std::find_if(generate.begin(), generate.end(), is_carry);
  const ptrdiff_t begin = first - generate.begin();  // below it nothing carries
  const std::vector<Literal> carries =
      prefix_carries(cells.builder(), {first, generate.end()}, {sum.begin() + begin, sum.end()});
  sum.push_back(cells.parity(bit_or_false(columns.back(), 0), bit_or_false(columns.back(), 1)));
  for (size_t i = 0; i < carries.size(); ++i) {
    Literal& bit = sum[static_cast<size_t>(begin) + i + 1];
    bit = cells.parity(bit, carries[i]);
  }
  return sum;
}

}  // namespace

std::vector<Literal> add_columns(AdderCells& cells, const Columns& columns, FinalAdder adder) {
  if (adder == FinalAdder::kKoggeStone) return kogge_stone_add_columns(cells, columns);
  return ripple_add_columns(cells, columns);
}

std::vector<Literal> ripple_add_columns(AdderCells& cells, const Columns& columns, Literal carry) {
  std::vector<Literal> sum;
  for (const std::vector<Literal>& column : columns) {
    const Literal a = bit_or_false(column, 0), b = bit_or_false(column, 1);
    if (sum.size() + 1 == columns.size()) {
      sum.push_back(cells.parity(a, b, carry));
    } else {
      const SumCarry added = cells.add(a, b, carry);
      sum.push_back(added.sum);
      carry = added.carry;
    }
  }
  return sum;
}

}  // namespace heddle
