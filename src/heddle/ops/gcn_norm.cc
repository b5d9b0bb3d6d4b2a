// gcn_norm: the symmetric normalisation of a graph convolution.
//
//   n[i <- j] = s_i w(i, j) s_j,   s = d^(-1/2), 0 where d = 0
//   d_i = number of in-edges of i, or sum of their weights, for receiver and sender alike
//
//   adjacency   [N <- N] over E, senders and receivers of one space
//   weights     optional [E, 1] in edge order, constant
//   dtype       "f32" or "f64", that of n and weights
//   gradient    none; a gradient of the weights is refused
//   source      GCN (Kipf, Welling 2017); on directed graphs as gcn_norm of PyTorch Geometric

#include "heddle/ops/gcn_norm.h"

#include "heddle/base/error.h"
#include "heddle/ops/graph_operands.h"

namespace heddle {
namespace {

std::vector<Type> infer_types(const TypeQuery& query) {
  require_adjacency(query);
  require(query.operands[0].space == query.operands[0].senders,
          "gcn_norm: the adjacency is {}, needs senders and receivers of one space",
          query.describe(0));
  const DType dtype = scale_dtype(query);
  require_edge_weights(query, 1, dtype);
  return {rows_type(query.operands[0], RowsOf::kEdges, dtype, 1)};
}

std::vector<Value> gradient(const GradientCall& call) {
  refuse_gradient(call, 1, "weights");
  return {kNoValue, kNoValue};
}

// A square root and a division count as ten operations.
Work work(const WorkQuery& query) {
  const auto edges = static_cast<double>(query.operands[0].entries);
  return {.flops = 2 * edges + 10 * static_cast<double>(query.operands[0].rows),
          .bytes = gather_bytes(query, 1) +
                   edges * static_cast<double>(size_of(query.results[0].dtype))};
}

}  // namespace

const OpDef kGcnNorm = {
    .name = "gcn_norm",
    .operands = {{"adjacency"}, {"weights", true}},
    .results = {"n"},
    .attributes = {{"dtype", std::string("f32")}},
    .infer_types = infer_types,
    .gradient = gradient,
    .work = work,
};

Value gcn_norm(Builder& builder, Value adjacency, DType dtype, Value weights) {
  return builder.append(kGcnNorm, {adjacency, weights}, {{"dtype", std::string(to_string(dtype))}});
}

}  // namespace heddle
