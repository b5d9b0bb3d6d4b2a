// edge_add, edge_sum: values of nodes onto edges, and sums of edges onto nodes.
//
//   edge_add    e[i <- j, :] = receiver[i, :] + sender[j, :]
//   edge_sum    y[i, :] = sum over edges (i <- j) of e[i <- j, :], 0 for a row without edges
//
//   adjacency   [N <- M] over E
//   receiver    optional [N, H];  sender  optional [M, H]; at least one is given
//   e           [E, H] in edge order;  y  [N, H]; all f32 or f64
//   gradient    edge_add: d_receiver = edge_sum(A, de), d_sender = edge_sum(A^T, de)
//               edge_sum: de = edge_add(A, receiver = dy)
//   source      the two halves of additive attention, GAT (Velickovic et al. 2018)

#include "heddle/ops/edge_add.h"

#include "heddle/base/error.h"
#include "heddle/ops/graph_operands.h"
#include "heddle/ops/transpose.h"

namespace heddle {
namespace {

std::vector<Type> infer_edge_add(const TypeQuery& query) {
  require_adjacency(query);
  const Type& receiver = query.operands[1];
  const Type& sender = query.operands[2];
  require(receiver.present() || sender.present(), "edge_add: needs receiver, sender or both");
  if (receiver.present()) require_side_rows(query, 1, "receiver", RowsOf::kReceivers);
  if (sender.present()) require_side_rows(query, 2, "sender", RowsOf::kSenders);
  const Type& given = receiver.present() ? receiver : sender;
  require(!receiver.present() || !sender.present() ||
              (receiver.dtype == sender.dtype && receiver.cols == sender.cols &&
               receiver.heads == sender.heads),
          "edge_add: receiver is {}, sender is {}; dtype and columns must agree", query.describe(1),
          query.describe(2));
  return {rows_type(query.operands[0], RowsOf::kEdges, given.dtype, given.cols, given.heads)};
}

std::vector<Value> edge_add_gradient(const GradientCall& call) {
  Builder& builder = call.builder;
  const Value adjacency = call.operand(0);
  const Value de = call.d_results[0];
  Value d_receiver, d_sender;
  if (call.operand(1).present() && call.needs[1]) d_receiver = edge_sum(builder, adjacency, de);
  if (call.operand(2).present() && call.needs[2]) {
    d_sender = edge_sum(builder, transpose(builder, adjacency), de);
  }
  return {kNoValue, d_receiver, d_sender};
}

std::vector<Type> infer_edge_sum(const TypeQuery& query) {
  require_adjacency(query);
  require_side_rows(query, 1, "e", RowsOf::kEdges);
  const Type& e = query.operands[1];
  return {rows_type(query.operands[0], RowsOf::kReceivers, e.dtype, e.cols, e.heads)};
}

std::vector<Value> edge_sum_gradient(const GradientCall& call) {
  return {kNoValue, edge_add(call.builder, call.operand(0), call.d_results[0], kNoValue)};
}

Work edge_add_work(const WorkQuery& query) {
  return {.flops = static_cast<double>(query.results[0].elements()),
          .bytes = gather_bytes(query, 2)};
}

Work edge_sum_work(const WorkQuery& query) {
  return {.flops = static_cast<double>(query.operands[1].elements()),
          .bytes = gather_bytes(query, 1)};
}

}  // namespace

const OpDef kEdgeAdd = {
    .name = "edge_add",
    .operands = {{"adjacency"}, {"receiver", true}, {"sender", true}},
    .results = {"e"},
    .infer_types = infer_edge_add,
    .gradient = edge_add_gradient,
    .work = edge_add_work,
};

const OpDef kEdgeSum = {
    .name = "edge_sum",
    .operands = {{"adjacency"}, {"e"}},
    .results = {"y"},
    .infer_types = infer_edge_sum,
    .gradient = edge_sum_gradient,
    .work = edge_sum_work,
};

Value edge_add(Builder& builder, Value adjacency, Value receiver, Value sender) {
  return builder.append(kEdgeAdd, {adjacency, receiver, sender});
}

Value edge_sum(Builder& builder, Value adjacency, Value e) {
  return builder.append(kEdgeSum, {adjacency, e});
}

}  // namespace heddle
