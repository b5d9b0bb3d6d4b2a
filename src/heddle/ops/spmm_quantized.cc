// spmm_quantized: spmm of rows that travel as codes. spmm_topk_quantized: of their kept columns.
//
//   y[i, c]       = c_i * sum over edges (i <- j) of w(i, j) * s_j * codes[j, c]
//   y[i, p[j, r]] += c_i * w(i, j) * s_j * codes[j, r]      over edges (i <- j) and r < K
//
//   adjacency   [N <- M] over E
//   codes       quantized [M, D], or [M, K] beside positions p  topk [M, D] kept K
//   scales      [M, 1]: s_j is the row's own;  [1, 1]: that of all rows; see quantize
//   weights     optional [E, 1], in edge order; constants
//   hubs        optional u8 [M, 1]: rows of which the codes have fewer bits, see quantize; kept
//               columns have none
//   classes, senders   optional, of codes under one scale without weights and hubs: results of
//               factor_classes; the sum is over edges from these senders with s_j = s 4^(-class)
//   receiver_factors   optional [N, 1]: c_i is multiplied with them
//   y           [N, D] in the dtype of scales, or rounded to bf16 if `round_to_bf16`
//   reduce      "sum": c_i = 1;  "mean": c_i = 1 / in-degree, 0 for a row without edges
//   gradient    none: the pass encode_messages makes these operators after autodiff
//   source      Tango (Chen et al. 2023)

#include "heddle/ops/spmm_quantized.h"

#include "heddle/base/error.h"
#include "heddle/ops/factor_classes.h"
#include "heddle/ops/graph_operands.h"
#include "heddle/ops/hub_rows.h"
#include "heddle/ops/kept_rows.h"
#include "heddle/ops/moved_bytes.h"

#include <algorithm>
#include <initializer_list>
#include <string>

namespace heddle {
namespace {

constexpr size_t kCodes = 1, kScales = 2, kClasses = 5, kReceiverFactors = 7;

void require_sum_of_codes(const TypeQuery& query, size_t weights) {
  require_adjacency(query);
  const Type& a = query.operands[0];
  const Type& codes = query.operands[kCodes];
  const Type& scales = query.operands[kScales];
  require(codes.form == Form::kQuantized && codes.space == a.senders,
          "{}: codes are {}, need one quantized row per sender of {}", query.op,
          query.describe(kCodes), query.describe(0));
  const bool is_side = scales.is_dense() && scales.dtype == compute_dtype(scales.dtype) &&
                       is_floating(scales.dtype) && scales.cols == 1;
  require(
      is_side && (scales.space == codes.space || (scales.space == kNoSpace && scales.rows == 1)),
      "{}: scales are {}, need one f32 or f64 for each row of {}, or one for all", query.op,
      query.describe(kScales), query.describe(kCodes));
  require_edge_weights(query, weights, scales.dtype);
  const std::string& reduce = query.attributes.text("reduce");
  require(reduce == "sum" || reduce == "mean", "{}: reduce is '{}', needs sum or mean", query.op,
          reduce);
  require(!query.attributes.flag("round_to_bf16") || scales.dtype == DType::kF32,
          "{}: scales are {}, need f32 to round to bf16", query.op, query.describe(kScales));
}

Type type_of_sums(const TypeQuery& query, int64_t cols) {
  const bool rounded = query.attributes.flag("round_to_bf16");
  return rows_type(query.operands[0], RowsOf::kReceivers,
                   rounded ? DType::kBf16 : query.operands[kScales].dtype, cols);
}

// `others`: operands that give edges or senders more than one scale.
void require_factors(const TypeQuery& query, std::initializer_list<size_t> others) {
  require_factor_classes(query, kClasses);
  const bool has_others =
      std::ranges::any_of(others, [&](size_t i) { return query.operands[i].present(); });
  const bool has_one_scale = query.operands[kScales].space == kNoSpace && !has_others;
  require(has_one_scale || !query.operands[kClasses].present(),
          "{}: classes need one scale for all rows, no weights and no hubs", query.op);
  const Type& factors = query.operands[kReceiverFactors];
  const Type needed =
      rows_type(query.operands[0], RowsOf::kReceivers, query.operands[kScales].dtype, 1);
  require(!factors.present() || factors == needed, "{}: receiver_factors are {}, need {}", query.op,
          query.describe(kReceiverFactors), TypeDescription{needed, query.program});
}

std::vector<Type> infer_types(const TypeQuery& query) {
  require_sum_of_codes(query, 3);
  require_hubs(query, 4, query.operands[kCodes]);
  require_factors(query, {3, 4});
  return {type_of_sums(query, query.operands[kCodes].cols)};
}

std::vector<Type> infer_topk_types(const TypeQuery& query) {
  require_sum_of_codes(query, 4);
  const Type& codes = query.operands[kCodes];
  require(codes.hub_bits == 0, "{}: codes are {}, need as many bits in all rows", query.op,
          query.describe(kCodes));
  const Type& positions = require_positions(query, 3);
  require_same_rows(query, kCodes, 3);
  require_factors(query, {4});
  require(positions.kept == codes.cols, "{}: codes are {}, need one for each of {}", query.op,
          query.describe(kCodes), query.describe(3));
  return {type_of_sums(query, positions.cols)};
}

// A multiply-add for each code of an edge, whose codes and positions are read once per edge.
Work edge_work(const WorkQuery& query, int64_t bytes_per_edge) {
  const auto edges = static_cast<double>(query.operands[0].entries);
  return {.flops = 2 * edges * static_cast<double>(query.operands[kCodes].cols),
          .bytes = moved_bytes(query.operands, query.results) +
                   edges * static_cast<double>(bytes_per_edge)};
}

Work work(const WorkQuery& query) {
  return edge_work(query, code_bytes_per_edge(query.operands[kCodes]));
}

Work topk_work(const WorkQuery& query) {
  const Type& positions = query.operands[3];
  return edge_work(
      query, query.operands[kCodes].stored_cols() + positions.kept * size_of(positions.dtype));
}

Attributes attributes_of(const CodeSumOptions& options) {
  return {{"reduce", std::string(options.reduce)}, {"round_to_bf16", options.round_to_bf16}};
}

}  // namespace

const OpDef kSpmmQuantized = {
    .name = "spmm_quantized",
    .operands = {{"adjacency"},
                 {"codes"},
                 {"scales"},
                 {"weights", true},
                 {"hubs", true},
                 {"classes", true},
                 {"senders", true},
                 {"receiver_factors", true}},
    .results = {"y"},
    .attributes = {{"reduce", std::string("sum")}, {"round_to_bf16", false}},
    .infer_types = infer_types,
    .work = work,
};

const OpDef kSpmmTopkQuantized = {
    .name = "spmm_topk_quantized",
    .operands = {{"adjacency"},
                 {"codes"},
                 {"scales"},
                 {"positions"},
                 {"weights", true},
                 {"classes", true},
                 {"senders", true},
                 {"receiver_factors", true}},
    .results = {"y"},
    .attributes = {{"reduce", std::string("sum")}, {"round_to_bf16", false}},
    .infer_types = infer_topk_types,
    .work = topk_work,
};

int64_t code_bytes_per_edge(const Type& codes) {
  if (codes.hub_bits == 0) return codes.stored_cols();
  return (codes.stored_cols() + code_row_bytes(codes.cols, codes.hub_bits)) / 2;
}

Value spmm_quantized(Builder& builder, Value adjacency, const QuantizedRows& rows, Value weights,
                     const CodeSumOptions& options, Value receiver_factors) {
  return builder.append(kSpmmQuantized,
                        {adjacency, rows.codes, rows.scales, weights, rows.hubs, rows.classes,
                         rows.senders, receiver_factors},
                        attributes_of(options));
}

Value spmm_topk_quantized(Builder& builder, Value adjacency, const QuantizedRows& rows,
                          Value positions, Value weights, const CodeSumOptions& options,
                          Value receiver_factors) {
  return builder.append(kSpmmTopkQuantized,
                        {adjacency, rows.codes, rows.scales, positions, weights, rows.classes,
                         rows.senders, receiver_factors},
                        attributes_of(options));
}

}  // namespace heddle
