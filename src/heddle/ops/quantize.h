#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kQuantize;

struct QuantizeOptions {
  int64_t bits = 8;         // 8, 4 or 2
  bool per_tensor = false;  // one scale for all rows; else one per row
  bool stochastic = false;  // rounds up or down at random
};

struct QuantizedRows {
  Value codes, scales;
};

// See quantize.cc.
QuantizedRows quantize(Builder& builder, Value x, const QuantizeOptions& options);

}  // namespace heddle
