// dropout: silences random elements while training.
//
//   y[i, j] = x[i, j] / (1 - p) where u(i, j) >= p, else 0       x, y  [N, D] dense or csr
//   dx = dropout(dy) with the same stream: the same mask, drawn again
//
//   positions  optional topk [N, D] kept K: x [N, K] holds those columns of rows [N, D]
//
// u(i, j) is number (original id of row i, column j) of the stream, so the mask of a row does not
// depend on the order of rows, on partitions, or on whether the rows are dense, csr or kept in part
// (where it acts on stored values). The factor 1 / (1 - p) is rounded to the compute dtype first.
// Source: Srivastava et al. 2014.

#include "heddle/ops/dropout.h"

#include "heddle/base/error.h"
#include "heddle/ops/elementwise.h"
#include "heddle/ops/kept_rows.h"

namespace heddle {
namespace {

std::vector<Type> infer_types(const TypeQuery& query) {
  const Type& x = query.operands[0];
  require((x.is_dense() || x.form == Form::kCsr) && is_floating(x.dtype),
          "dropout: x is {}, needs a dense or csr floating matrix", query.describe(0));
  if (query.operands[1].present()) require_kept_values(query, 0, 1);
  const double probability = query.attributes.number("probability");
  require(probability >= 0 && probability < 1, "dropout: probability is {}, needs one in [0, 1)",
          probability);
  return {x};
}

std::vector<Value> gradient(const GradientCall& call) {
  return {call.builder.append(kDropout, {call.d_results[0], call.operand(1)}, call.node.attributes),
          kNoValue};
}

}  // namespace

const OpDef kDropout = {
    .name = "dropout",
    .operands = {{"x"}, {"positions", true}},
    .results = {"y"},
    .attributes = {{"probability", 0.5}, {"stream", int64_t{0}}},
    .infer_types = infer_types,
    .gradient = gradient,
    .work = elementwise_work,
    .is_random = true,
};

Value dropout(Builder& builder, Value x, double probability, Value positions) {
  return builder.append(kDropout, {x, positions},
                        {{"probability", probability}, {"stream", builder.next_stream()}});
}

}  // namespace heddle
