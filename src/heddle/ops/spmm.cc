// spmm: every receiver sums (or averages) the rows of its senders.
//
//   y[i, :] = c_i * sum over edges (i <- j) of w(i, j) * x[j, :]   (+ bias, then activation)
//
//   adjacency   [N <- M] over E
//   x           [M, D], H heads: head h owns D / H columns
//   weights     optional [E, H] or [E, 1], in edge order
//   bias        optional [1, D]; with `activation` set by the pass fuse_epilogue
//   messages    how rows may travel, see message_format.h; the pass encode_messages acts on it
//   reduce      "sum": c_i = 1; "mean": c_i = 1 / in-degree, 0 for a row without edges
//   gradient    dx = spmm(A^T, c * dy, w);  dw = sddmm(A, c * dy, x)
//   source      GraphSAGE (Hamilton et al. 2017) for mean; Gustavson 1978 for the row-wise product

#include "heddle/ops/spmm.h"

#include "heddle/base/error.h"
#include "heddle/ops/activation.h"
#include "heddle/ops/degree_scale.h"
#include "heddle/ops/row_scale.h"
#include "heddle/ops/sddmm.h"
#include "heddle/ops/transpose.h"

namespace heddle {
namespace {

std::vector<Type> infer_types(const TypeQuery& query) {
  const Type& a = query.operands[0];
  const Type& x = query.operands[1];
  const Type& weights = query.operands[2];
  const Type& bias = query.operands[3];
  require(a.is_adjacency(), "spmm: the first operand is {}, needs an adjacency", query.describe(0));
  require(x.is_dense() && is_floating(x.dtype) && x.space == a.senders,
          "spmm: x is {}, needs one dense row per sender of {}", query.describe(1),
          query.describe(0));
  require(!weights.present() || (weights.is_dense() && weights.space == a.edges &&
                                 weights.dtype == compute_dtype(x.dtype) &&
                                 (weights.cols == 1 || weights.cols == x.heads)),
          "spmm: weights are {}, need one column or one per head of x = {} in edge order",
          query.describe(2), query.describe(1));
  require(!bias.present() || (bias.is_dense() && bias.rows == 1 && bias.cols == x.cols &&
                              bias.dtype == compute_dtype(x.dtype)),
          "spmm: bias is {}, needs [1,{}]", query.describe(3), x.cols);
  const std::string& reduce = query.attributes.text("reduce");
  require(reduce == "sum" || reduce == "mean", "spmm: reduce is '{}', needs sum or mean", reduce);
  activation_of(query.attributes);
  message_format_of(query.attributes);
  return {dense_type(x.dtype, a.space, a.rows, x.cols, x.heads)};
}

std::vector<Value> gradient(const GradientCall& call) {
  Builder& builder = call.builder;
  check(!call.operand(3).present() && activation_of(call.node.attributes) == Activation::kNone,
        "spmm: epilogues are fused after autodiff");
  const Value adjacency = call.operand(0);
  Value dy = call.d_results[0];
  const DType dy_type = builder.type(dy).dtype;
  if (call.node.attributes.text("reduce") == "mean") {
    dy = row_scale(builder, dy, degree_scale(builder, adjacency, -1.0, compute_dtype(dy_type)));
  }
  const Value weights = call.operand(2);
  Value dx, d_weights;
  if (call.needs[1]) {
    dx = spmm(builder, transpose(builder, adjacency), dy, weights, "sum",
              gradient_messages(call.node.attributes));
  }
  if (weights.present() && call.needs[2]) {
    d_weights = sddmm(builder, adjacency, dy, call.operand(1),
                      call.operand_type(2).cols == 1 ? 1 : call.operand_type(1).heads);
  }
  return {kNoValue, dx, d_weights, kNoValue};
}

Work work(const WorkQuery& query) {
  const Type& x = query.operands[1];
  const auto edges = static_cast<double>(query.operands[0].entries);
  const double columns = static_cast<double>(x.cols);
  const double row_bytes = columns * static_cast<double>(size_of(x.dtype));
  Work work;
  work.flops = 2 * edges * columns;
  work.bytes = edges * (4 + row_bytes) + static_cast<double>(query.results[0].bytes());
  for (size_t i : {2, 3}) work.bytes += static_cast<double>(query.operands[i].bytes());
  return work;
}

}  // namespace

const OpDef kSpmm = {
    .name = "spmm",
    .operands = {{"adjacency"}, {"x"}, {"weights", true}, {"bias", true}},
    .results = {"y"},
    .attributes = {{"reduce", std::string("sum")},
                   {"activation", std::string("none")},
                   {"messages", std::string(kSameMessages)}},
    .infer_types = infer_types,
    .gradient = gradient,
    .work = work,
};

Value spmm(Builder& builder, Value adjacency, Value x, Value weights, std::string_view reduce,
           std::string_view messages) {
  return builder.append(kSpmm, {adjacency, x, weights, kNoValue},
                        {{"reduce", std::string(reduce)}, {"messages", std::string(messages)}});
}

}  // namespace heddle
