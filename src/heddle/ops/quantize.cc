// quantize: rows as codes of few bits and scales.
//
//   codes[i, c] = round(x[i, c] / s)  from -q to q,  q = 2^(bits - 1) - 1
//   x[i, c]     ~ scales * codes[i, c]
//
//   x           [N, D] floating, one head
//   hubs        optional u8 [N, 1], see hub_rows: rows of which hub_bits, fewer than bits, are the
//               bits. They fill the beginning of their bytes, zeros the rest: what travels shrinks,
//               not the matrix. With a scale per row
//   per         "row": s = scales[i] = max over c of |x[i, c]| / q;
//               "tensor": s = scales, the same over all rows
//   stochastic  false: to the nearest code, ties to even;  true: up with the probability of
//               the fraction of x / s, by number (original id of row i, column c) of the stream:
//               right in the mean
//   codes       quantized [N, D];  scales  [N, 1] or [1, 1] in the compute dtype
//   gradient    none; what is rounded along edges passes its gradient through unchanged
//               (straight-through, Bengio et al. 2013), which is that of a sum not rounded
//
// A row (or tensor) with an element that is not finite has scale NaN and codes 0. One whose scale
// would not be a normal number has scale and codes 0.
//
// Source: Tango (Chen et al. 2023) for codes along edges and stochastic rounding of gradients.

#include "heddle/ops/quantize.h"

#include "heddle/base/error.h"
#include "heddle/ops/hub_rows.h"
#include "heddle/ops/moved_bytes.h"
#include "heddle/ops/operand_checks.h"

namespace heddle {
namespace {

std::vector<Type> infer_types(const TypeQuery& query) {
  const Type& x = require_matrix(query);
  const int64_t bits = query.attributes.integer("bits");
  const std::string& per = query.attributes.text("per");
  require(x.heads == 1, "quantize: x is {}, needs rows of one head", query.describe(0));
  require(is_code_width(bits), "quantize: bits are {}, need 8, 4 or 2", bits);
  require(per == "row" || per == "tensor", "quantize: per is '{}', needs row or tensor", per);
  const int64_t hub_bits = query.attributes.integer("hub_bits");
  require(hub_bits == 0 || (is_code_width(hub_bits) && hub_bits < bits),
          "quantize: hub_bits are {}, need 4 or 2 and fewer than {}, or 0", hub_bits, bits);
  require(hub_bits == 0 || per == "row", "quantize: hubs need a scale per row, per is '{}'", per);
  const Type codes = quantized_type(x.space, x.rows, x.cols, bits, hub_bits);
  require_hubs(query, 1, codes);
  return {codes, per == "row" ? column_beside(x) : scalar_type(compute_dtype(x.dtype))};
}

// Magnitude and maximum, then product, rounding, two limits.
Work work(const WorkQuery& query) {
  return {.flops = 6 * static_cast<double>(query.operands[0].elements()),
          .bytes = moved_bytes(query.operands, query.results)};
}

}  // namespace

const OpDef kQuantize = {
    .name = "quantize",
    .operands = {{"x"}, {"hubs", true}},
    .results = {"codes", "scales"},
    .attributes = {{"bits", int64_t{8}},
                   {"hub_bits", int64_t{0}},
                   {"per", std::string("row")},
                   {"stochastic", false},
                   {"stream", int64_t{0}}},
    .infer_types = infer_types,
    .work = work,
    .is_random = true,
};

QuantizedRows quantize(Builder& builder, Value x, const QuantizeOptions& options, Value hubs) {
  const Value codes =
      builder.append(kQuantize, {x, hubs},
                     {{"bits", options.bits},
                      {"hub_bits", options.hub_bits},
                      {"per", std::string(options.per_tensor ? "tensor" : "row")},
                      {"stochastic", options.stochastic},
                      {"stream", options.stochastic ? builder.next_stream() : int64_t{0}}});
  return {codes, {codes.node, 1}, hubs};
}

}  // namespace heddle
