#pragma once

#include "heddle/ops/quantize.h"

#include <string_view>

namespace heddle {

extern const OpDef kSpmmQuantized;
extern const OpDef kSpmmTopkQuantized;

// Bytes of codes, a quantized type, that an edge reads: hubs send half of all edges.
int64_t code_bytes_per_edge(const Type& codes);

struct CodeSumOptions {
  std::string_view reduce = "sum";  // sum | mean: c_i = 1 | 1 / in-degree, 0 without in-edges
  bool round_to_bf16 = false;       // the sums, where scales are f32
};

// y[i, c] = c_i f_i * sum over edges (i <- j) of w(i, j) s_j codes[j, c].
//   adjacency         [N <- M] over E
//   rows              codes quantized [M, D], scales s [M, 1] or [1, 1], see QuantizedRows; with
//                     classes the sum is over its senders, with s_j = s 4^(-class)
//   weights           w  [E, 1] in edge order in the dtype of scales, or kNoValue
//   receiver_factors  f  [N, 1] in the dtype of scales, or kNoValue: 1
//   result            [N, D] in the dtype of scales, or bf16; there is no gradient
// Throws InvalidArgument for others, and for classes with a scale per row, weights or hubs.
Value spmm_quantized(Builder& builder, Value adjacency, const QuantizedRows& rows, Value weights,
                     const CodeSumOptions& options = {}, Value receiver_factors = kNoValue);

// The same of kept columns: y[i, p[j, r]] += c_i f_i w(i, j) s_j codes[j, r], r < K.
//   rows       codes quantized [M, K], without hubs
//   positions  p  topk [M, D] kept K
//   result     [N, D]
Value spmm_topk_quantized(Builder& builder, Value adjacency, const QuantizedRows& rows,
                          Value positions, Value weights, const CodeSumOptions& options = {},
                          Value receiver_factors = kNoValue);

}  // namespace heddle
