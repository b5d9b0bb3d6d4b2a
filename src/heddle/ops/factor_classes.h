#pragma once

#include "heddle/ir/builder.h"

#include <algorithm>
#include <cmath>

namespace heddle {

extern const OpDef kFactorClasses;

inline constexpr int kMostFactorClasses = 8;

// q of a factor about 4^-q, from 0 to kMostFactorClasses - 1; 0 for what is no positive number.
inline int factor_class(double factor) {
  if (!(factor > 0)) return 0;
  const double most = std::floor(-std::log2(factor) / 2);
  return static_cast<int>(std::clamp(most, 0.0, static_cast<double>(kMostFactorClasses - 1)));
}

struct FactorClasses {
  Value remainders, classes, senders;
};

// See factor_classes.cc.
FactorClasses factor_classes(Builder& builder, Value adjacency, Value factors);

// Throws InvalidArgument unless operands `classes` and the next are those of factor_classes, or
// both absent.
void require_factor_classes(const TypeQuery& query, size_t classes);

}  // namespace heddle
