// degree_scale: a power of the degree of every receiver.
//
//   s[i] = d_i^power, 0 where d_i = 0;  d_i = number of in-edges, or sum of their weights
//
//   adjacency   [N <- M] over E
//   weights     optional [E, 1] in edge order, constant
//   dtype       "f32" or "f64", that of s and weights
//   gradient    none; a gradient of the weights is refused

#include "heddle/ops/degree_scale.h"

#include "heddle/ops/graph_operands.h"

namespace heddle {
namespace {

std::vector<Type> infer_types(const TypeQuery& query) {
  require_adjacency(query);
  const DType dtype = scale_dtype(query);
  require_edge_weights(query, 1, dtype);
  return {rows_type(query.operands[0], RowsOf::kReceivers, dtype, 1)};
}

std::vector<Value> gradient(const GradientCall& call) {
  refuse_gradient(call, 1, "weights");
  return {kNoValue, kNoValue};
}

// A power counts as twenty operations.
Work work(const WorkQuery& query) {
  return {
      .flops = static_cast<double>(query.operands[1].present() ? query.operands[0].entries : 0) +
               20 * static_cast<double>(query.results[0].rows),
      .bytes = static_cast<double>(query.operands[1].bytes() + query.results[0].bytes()) +
               8 * static_cast<double>(query.results[0].rows)};
}

}  // namespace

const OpDef kDegreeScale = {
    .name = "degree_scale",
    .operands = {{"adjacency"}, {"weights", true}},
    .results = {"s"},
    .attributes = {{"power", -1.0}, {"dtype", std::string("f32")}},
    .infer_types = infer_types,
    .gradient = gradient,
    .work = work,
};

Value degree_scale(Builder& builder, Value adjacency, double power, DType dtype, Value weights) {
  return builder.append(kDegreeScale, {adjacency, weights},
                        {{"power", power}, {"dtype", std::string(to_string(dtype))}});
}

}  // namespace heddle
