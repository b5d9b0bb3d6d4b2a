#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kQuantize;

struct QuantizeOptions {
  int64_t bits = 8;         // of a code: 8, 4 or 2
  bool per_tensor = false;  // one scale for all rows; else one per row
  bool stochastic = false;  // rounds up or down at random, right in the mean; else to the nearest
  int64_t hub_bits = 0;     // of the rows of hubs: 4 or 2, fewer than `bits`; 0: there are none
};

// Rows x ~ scales * codes, as spmm_quantized and spmm_topk_quantized take them.
struct QuantizedRows {
  Value codes;            // quantized [M, D], or [M, K] of kept columns
  Value scales;           // [M, 1], or [1, 1] for all rows; f32, or f64 of rows in f64
  Value hubs = kNoValue;  // u8 [M, 1]: rows whose codes have hub_bits, see hub_rows; may be absent
  // Where the rows were multiplied by remainders of factor_classes: its other results, u8 [E, 1]
  // and i32 [E, 1]. Both or neither.
  Value classes = kNoValue, senders = kNoValue;
};

// codes[i, c] = round(x[i, c] / s_i), s_i = max |x[i, :]| / (2^(bits - 1) - 1), or of all of x.
//   x          dense [M, D] floating, of one head
//   hubs       u8 [M, 1], if hub_bits are given, else kNoValue
//   result     codes, scales in the compute dtype of x, and `hubs`; there is no gradient
// A row (with per_tensor: all) that has a NaN or an infinity gets scale NaN and codes 0; scale and
// codes 0 where the scale would not be a normal number.
// Throws InvalidArgument where x, bits, hub_bits or hubs are others, or hubs meet per_tensor.
QuantizedRows quantize(Builder& builder, Value x, const QuantizeOptions& options,
                       Value hubs = kNoValue);

}  // namespace heddle
