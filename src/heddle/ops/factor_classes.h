#pragma once

#include "heddle/ir/builder.h"

#include <algorithm>
#include <cmath>

namespace heddle {

extern const OpDef kFactorClasses;

inline constexpr int kMostFactorClasses = 8;

// q where 4^-(q + 1) < factor <= 4^-q, from 0, for larger factors too, to kMostFactorClasses - 1,
// for smaller ones too. 0 for what is no positive number.
inline int factor_class(double factor) {
  if (!(factor > 0)) return 0;
  const double most = std::floor(-std::log2(factor) / 2);
  return static_cast<int>(std::clamp(most, 0.0, static_cast<double>(kMostFactorClasses - 1)));
}

// Of entries of the adjacency, row after row, not of edges in their order.
struct FactorClasses {
  Value remainders;  // r  [M, 1] in the dtype of the factors
  Value classes;     // u8 [E, 1]: q of the sender of each entry; in a row the largest first
  Value senders;     // i32 [E, 1]: which sender that is; in the order of entries within a class
};

// f_j = r_j 4^(-q_j), where q_j = factor_class(f_j); and the senders of each receiver in the order
// of their classes, so that sums of integers are divided by 4 from class to class.
//   adjacency  [N <- M] over E
//   factors    f  [M, 1] f32 or f64, constants: there is no gradient
// Throws InvalidArgument for other operands.
FactorClasses factor_classes(Builder& builder, Value adjacency, Value factors);

// Throws InvalidArgument unless operands `classes` and the next are u8 [E, 1] and i32 [E, 1] of
// operand 0, an adjacency, or both absent.
void require_factor_classes(const TypeQuery& query, size_t classes);

}  // namespace heddle
