#include "heddle/circuits/generate/column_reduction.h"

#include <algorithm>

namespace heddle {
namespace {

constexpr size_t kRowsLeft = 2;

size_t tallest(const Columns& columns) {
  size_t height = 0;
  for (const std::vector<Literal>& column : columns) height = std::max(height, column.size());
  return height;
}

// Adds bits of column k: the sum stays in it, the carry goes to column k + 1, which the last
// column has not.
Literal add_in_column(AdderCells& cells, Columns& carries, size_t k, Literal a, Literal b,
                      Literal c = kFalse) {
  if (k + 1 == carries.size()) return cells.parity(a, b, c);
  const SumCarry added = cells.add(a, b, c);
  carries[k + 1].push_back(added.carry);
  return added.sum;
}

// One stage: all columns at once, so that carries wait for the next one.
Columns wallace_stage(AdderCells& cells, const Columns& columns) {
  Columns next(columns.size());
  for (size_t k = 0; k < columns.size(); ++k) {
    const std::vector<Literal>& bits = columns[k];
    const size_t threes = bits.size() / 3 * 3;
    for (size_t i = 0; i < threes; i += 3) {
      const Literal sum = add_in_column(cells, next, k, bits[i], bits[i + 1], bits[i + 2]);
      next[k].push_back(sum);
    }
    if (bits.size() - threes == 2 && threes != 0) {
      const Literal sum = add_in_column(cells, next, k, bits[threes], bits[threes + 1]);
      next[k].push_back(sum);
    } else {
      next[k].insert(next[k].end(), bits.begin() + static_cast<ptrdiff_t>(threes), bits.end());
    }
  }
  return next;
}

// The largest height of the sequence below `height`.
size_t dadda_height(size_t height) {
  size_t target = kRowsLeft;
  while (target * 3 / 2 < height) target = target * 3 / 2;
  return target;
}

// Carries count in the column that they go to: it brings them below `target` as well.
void dadda_stage(AdderCells& cells, Columns& columns, size_t target) {
  for (size_t k = 0; k < columns.size(); ++k) {
    std::vector<Literal> sums;
    size_t taken = 0;
    while (columns[k].size() - taken + sums.size() > target) {
      const std::vector<Literal>& bits = columns[k];
      const bool half = bits.size() - taken + sums.size() == target + 1;
      sums.push_back(add_in_column(cells, columns, k, bits[taken], bits[taken + 1],
                                   half ? kFalse : bits[taken + 2]));
      taken += half ? 2 : 3;
    }
    columns[k].erase(columns[k].begin(), columns[k].begin() + static_cast<ptrdiff_t>(taken));
    columns[k].insert(columns[k].end(), sums.begin(), sums.end());
  }
}

}  // namespace

void reduce_wallace(AdderCells& cells, Columns& columns) {
  while (tallest(columns) > kRowsLeft) columns = wallace_stage(cells, columns);
}

void reduce_dadda(AdderCells& cells, Columns& columns) {
  for (size_t height = tallest(columns); height > kRowsLeft;) {
    height = dadda_height(height);
    dadda_stage(cells, columns, height);
  }
}

}  // namespace heddle
