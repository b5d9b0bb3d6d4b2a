// segment_softmax: softmax over the in-edges of every receiver.
//
//   y[e, h] = exp(e[e, h] - m[i, h]) / sum over in-edges f of i of exp(e[f, h] - m[i, h])
//   m[i, h] = max of e over the in-edges of i      (so that exp never overflows)
//
//   adjacency   [N <- M] over E
//   e, y        [E, H] in edge order, f32 or f64
//   gradient    de = y * (dy - sum over in-edges f of i of y[f] dy[f])
//               segment_softmax_gradient(A, y, dy); reads y, not e
//   source      GAT (Velickovic et al. 2018)

#include "heddle/ops/segment_softmax.h"

#include "heddle/base/error.h"
#include "heddle/ops/graph_operands.h"

namespace heddle {
namespace {

std::vector<Type> infer_types(const TypeQuery& query) {
  require_adjacency(query);
  require_side_rows(query, 1, "e", RowsOf::kEdges);
  return {query.operands[1]};
}

std::vector<Value> gradient(const GradientCall& call) {
  return {kNoValue, call.builder.append(kSegmentSoftmaxGradient,
                                        {call.operand(0), call.results[0], call.d_results[0]})};
}

std::vector<Type> infer_gradient(const TypeQuery& query) {
  require_adjacency(query);
  require_side_rows(query, 1, "y", RowsOf::kEdges);
  require(query.operands[1] == query.operands[2],
          "segment_softmax_gradient: y is {}, dy is {}, need one type", query.describe(1),
          query.describe(2));
  return {query.operands[1]};
}

// exp counts as ten operations.
Work work(const WorkQuery& query) {
  return {.flops = 13 * static_cast<double>(query.results[0].elements()),
          .bytes = gather_bytes(query, 1)};
}

Work gradient_work(const WorkQuery& query) {
  return {.flops = 4 * static_cast<double>(query.results[0].elements()),
          .bytes = gather_bytes(query, 1)};
}

}  // namespace

const OpDef kSegmentSoftmax = {
    .name = "segment_softmax",
    .operands = {{"adjacency"}, {"e"}},
    .results = {"y"},
    .infer_types = infer_types,
    .gradient = gradient,
    .work = work,
};

const OpDef kSegmentSoftmaxGradient = {
    .name = "segment_softmax_gradient",
    .operands = {{"adjacency"}, {"y"}, {"dy"}},
    .results = {"de"},
    .infer_types = infer_gradient,
    .work = gradient_work,
};

Value segment_softmax(Builder& builder, Value adjacency, Value e) {
  return builder.append(kSegmentSoftmax, {adjacency, e});
}

}  // namespace heddle
