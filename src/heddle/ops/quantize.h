#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kQuantize;

struct QuantizeOptions {
  int64_t bits = 8;         // 8, 4 or 2
  bool per_tensor = false;  // one scale for all rows; else one per row
  bool stochastic = false;  // rounds up or down at random
  int64_t hub_bits = 0;     // of the rows of hubs, fewer; 0: there are none
};

struct QuantizedRows {
  Value codes, scales;
  Value hubs = kNoValue;
  // Where the rows are those of remainders: the others that factor_classes made.
  Value classes = kNoValue, senders = kNoValue;
};

// See quantize.cc. `hubs` may be kNoValue.
QuantizedRows quantize(Builder& builder, Value x, const QuantizeOptions& options,
                       Value hubs = kNoValue);

}  // namespace heddle
