#pragma once

#include "heddle/ops/quantize.h"

#include <string_view>

namespace heddle {

extern const OpDef kSpmmQuantized;
extern const OpDef kSpmmTopkQuantized;

// Bytes of codes that an edge reads: hubs send half of all edges.
int64_t code_bytes_per_edge(const Type& codes);

struct CodeSumOptions {
  std::string_view reduce = "sum";  // sum | mean
  bool round_to_bf16 = false;       // the sums of f32
};

// See spmm_quantized.cc. `weights` may be kNoValue.
Value spmm_quantized(Builder& builder, Value adjacency, const QuantizedRows& rows, Value weights,
                     const CodeSumOptions& options = {}, Value receiver_factors = kNoValue);
Value spmm_topk_quantized(Builder& builder, Value adjacency, const QuantizedRows& rows,
                          Value positions, Value weights, const CodeSumOptions& options = {},
                          Value receiver_factors = kNoValue);

}  // namespace heddle
