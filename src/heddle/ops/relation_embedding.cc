// relation_embedding: the first relational layer of a graph whose nodes have no features.
//
//   y[i, :] = sum over edges e = (i <- j) of w_e table[rel(e) M + j, :]
//
//   adjacency   [N <- M] over E, R relations
//   table       [R * M, F];  y  [N, F] in the dtype of the table
//   weights     optional [E, 1] in edge order, constant
//   gradient    d_table = relation_embedding_gradient(A^T, dy, weights)
//
//   relation_embedding_gradient(B, dy): t[r M + j, :] = sum over edges e = (j <- i) of relation r
//   of w_e dy[i, :], in the compute dtype. It takes the transpose, [M <- N], as its adjacency:
//   the edges of one row of t then stand side by side.
//
//   source      RGCN (Schlichtkrull et al. 2018) with one-hot features

#include "heddle/ops/relation_embedding.h"

#include "heddle/base/error.h"
#include "heddle/ops/graph_operands.h"
#include "heddle/ops/transpose.h"

namespace heddle {
namespace {

std::vector<Type> infer_types(const TypeQuery& query) {
  require_adjacency(query);
  const Type& a = query.operands[0];
  const Type& table = query.operands[1];
  require(is_floating(table.dtype), "relation_embedding: table is {}, needs floating values",
          query.describe(1));
  require_weight(query, 1, "table", a.relations * a.cols, table.cols, table.dtype);
  require_edge_weights(query, 2, table.dtype);
  return {rows_type(a, RowsOf::kReceivers, table.dtype, table.cols)};
}

std::vector<Value> gradient(const GradientCall& call) {
  refuse_gradient(call, 2, "weights");
  const Value d_table = call.builder.append(
      kRelationEmbeddingGradient,
      {transpose(call.builder, call.operand(0)), call.d_results[0], call.operand(2)});
  return {kNoValue, d_table, kNoValue};
}

std::vector<Type> infer_gradient(const TypeQuery& query) {
  require_adjacency(query);
  require_rows(query, 1, "dy", RowsOf::kSenders);
  const Type& a = query.operands[0];
  const Type& dy = query.operands[1];
  require_edge_weights(query, 2, dy.dtype);
  return {weight_type(a.relations * a.rows, dy.cols, compute_dtype(dy.dtype))};
}

Work work(const WorkQuery& query) { return gather_work(query, 1, query.results[0]); }

}  // namespace

const OpDef kRelationEmbedding = {
    .name = "relation_embedding",
    .operands = {{"adjacency"}, {"table"}, {"weights", true}},
    .results = {"y"},
    .infer_types = infer_types,
    .gradient = gradient,
    .work = work,
};

const OpDef kRelationEmbeddingGradient = {
    .name = "relation_embedding_gradient",
    .operands = {{"adjacency"}, {"dy"}, {"weights", true}},
    .results = {"d_table"},
    .infer_types = infer_gradient,
    .work = work,
};

Value relation_embedding(Builder& builder, Value adjacency, Value table, Value weights) {
  return builder.append(kRelationEmbedding, {adjacency, table, weights});
}

}  // namespace heddle
