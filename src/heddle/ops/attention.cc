// attention: scores of edges, their softmax, dropout and the weighted sum of rows, in one go.
//
//   z[i <- j, h]  = leaky_relu(receiver[i, h] + sender[j, h], slope)
//   a[i <- j, h]  = exp(z - row_max[i, h]) / row_sum[i, h]        softmax over the in-edges of i
//   y[i, h, :]    = sum over edges (i <- j) of mask[e, h] / (1 - p) * a[i <- j, h] * x[j, h, :]
//
//   adjacency   [N <- M] over E
//   x           [M, D], H heads;  receiver  [N, H];  sender  [M, H] in the compute dtype of x
//   y           [N, D], H heads;  row_max, row_sum  [N, H]; all 0 for a row without edges
//   mask        the dropout that `dropout` applies to the [E, H] coefficients in edge order
//
// It equals edge_add -> leaky_relu -> segment_softmax -> dropout -> spmm, but keeps nothing of
// size E: the gradient recomputes a from the two row statistics.
//
//   gradient    with g = <dy_i, x_j> mask / (1 - p) per head and s_i = <dy_i, y_i>:
//               dx_j = sum of mask / (1 - p) a dy_i;   dz = a (g - s_i) leaky_relu'
//               d_receiver_i = sum of dz over in-edges;  d_sender_j = sum of dz over out-edges
//               s_i is the sum of a g over the in-edges: y is that sum of x before the product.
//   source      GAT (Velickovic et al. 2018); the identity for s_i as in Dao et al. 2022

#include "heddle/ops/attention.h"

#include "heddle/base/error.h"
#include "heddle/ops/graph_operands.h"

namespace heddle {
namespace {

void require_scores(const TypeQuery& query, size_t operand, std::string_view name, RowsOf rows_of) {
  require_side_rows(query, operand, name, rows_of);
  const Type& x = query.operands[1];
  const Type& scores = query.operands[operand];
  require(scores.cols == x.heads && scores.dtype == compute_dtype(x.dtype),
          "{}: {} is {}, needs one {} per head of x = {}", query.op, name, query.describe(operand),
          to_string(compute_dtype(x.dtype)), query.describe(1));
}

void require_inputs(const TypeQuery& query) {
  require_adjacency(query);
  require_rows(query, 1, "x", RowsOf::kSenders);
  require_scores(query, 2, "receiver", RowsOf::kReceivers);
  require_scores(query, 3, "sender", RowsOf::kSenders);
  const double slope = query.attributes.number("slope");
  const double probability = query.attributes.number("probability");
  require(slope >= 0, "{}: slope is {}, needs at least 0", query.op, slope);
  require(probability >= 0 && probability < 1, "{}: probability is {}, needs to be in [0, 1)",
          query.op, probability);
}

std::vector<Type> infer_types(const TypeQuery& query) {
  require_inputs(query);
  const Type& a = query.operands[0];
  const Type& x = query.operands[1];
  const Type statistics = rows_type(a, RowsOf::kReceivers, compute_dtype(x.dtype), x.heads);
  return {rows_type(a, RowsOf::kReceivers, x.dtype, x.cols, x.heads), statistics, statistics};
}

std::vector<Value> gradient(const GradientCall& call) {
  check(!call.d_results[1].present() && !call.d_results[2].present(),
        "attention: its row statistics are for its own gradient only");
  std::vector<Value> operands = call.node.operands;
  operands.insert(operands.end(),
                  {call.results[1], call.results[2], call.results[0], call.d_results[0]});
  const std::vector<Value> d =
      call.builder.append_multi(kAttentionGradient, operands, call.node.attributes);
  return {kNoValue, d[0], d[1], d[2]};
}

std::vector<Type> infer_gradient(const TypeQuery& query) {
  require_inputs(query);
  require_scores(query, 4, "row_max", RowsOf::kReceivers);
  require_scores(query, 5, "row_sum", RowsOf::kReceivers);
  const Type& x = query.operands[1];
  const Type y = rows_type(query.operands[0], RowsOf::kReceivers, x.dtype, x.cols, x.heads);
  for (const size_t i : {6, 7}) {
    require(query.operands[i] == y, "attention_gradient: y and dy are {} and {}, need {}",
            query.describe(6), query.describe(7), to_string(y, query.program));
  }
  return {x, query.operands[2], query.operands[3]};
}

// exp counts as ten operations.
Work work(const WorkQuery& query) {
  const auto edges = static_cast<double>(query.operands[0].entries);
  const Type& x = query.operands[1];
  return {.flops = edges * (2 * static_cast<double>(x.cols) + 15 * static_cast<double>(x.heads)),
          .bytes = gather_bytes(query, 1) + static_cast<double>(query.operands[3].cols) * edges *
                                                static_cast<double>(size_of(DType::kF32))};
}

Work gradient_work(const WorkQuery& query) {
  const auto edges = static_cast<double>(query.operands[0].entries);
  const Type& x = query.operands[1];
  return {.flops = edges * (4 * static_cast<double>(x.cols) + 25 * static_cast<double>(x.heads)),
          .bytes = gather_bytes(query, 7) + 6 * edges * static_cast<double>(x.heads) *
                                                static_cast<double>(size_of(DType::kF32))};
}

std::vector<AttributeDef> attributes() {
  return {{"slope", 0.2}, {"probability", 0.0}, {"stream", int64_t{0}}};
}

}  // namespace

const OpDef kAttention = {
    .name = "attention",
    .operands = {{"adjacency"}, {"x"}, {"receiver"}, {"sender"}},
    .results = {"y", "row_max", "row_sum"},
    .attributes = attributes(),
    .infer_types = infer_types,
    .gradient = gradient,
    .work = work,
    .is_random = true,
};

const OpDef kAttentionGradient = {
    .name = "attention_gradient",
    .operands =
        {{"adjacency"}, {"x"}, {"receiver"}, {"sender"}, {"row_max"}, {"row_sum"}, {"y"}, {"dy"}},
    .results = {"dx", "d_receiver", "d_sender"},
    .attributes = attributes(),
    .infer_types = infer_gradient,
    .work = gradient_work,
    .is_random = true,
};

Value attention(Builder& builder, Value adjacency, Value x, Value receiver, Value sender,
                double slope, double probability, int64_t stream) {
  return builder.append(kAttention, {adjacency, x, receiver, sender},
                        {{"slope", slope}, {"probability", probability}, {"stream", stream}});
}

}  // namespace heddle
