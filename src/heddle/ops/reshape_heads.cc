// reshape_heads: says how many heads the columns belong to.
//
//   y = x                               x, y  dense [N, D], y with `heads` heads
//   dx = reshape_heads(dy, heads of x)

#include "heddle/ops/reshape_heads.h"

#include "heddle/base/error.h"

namespace heddle {
namespace {

std::vector<Type> infer_types(const TypeQuery& query) {
  Type type = query.operands[0];
  const int64_t heads = query.attributes.integer("heads");
  require(type.is_dense() && heads >= 1 && type.cols % heads == 0,
          "reshape_heads: {} heads of {}, needs a dense matrix whose columns they divide", heads,
          query.describe(0));
  type.heads = heads;
  return {type};
}

std::vector<Value> gradient(const GradientCall& call) {
  return {reshape_heads(call.builder, call.d_results[0], call.operand_type(0).heads)};
}

Work work(const WorkQuery&) { return {}; }

}  // namespace

const OpDef kReshapeHeads = {
    .name = "reshape_heads",
    .operands = {{"x"}},
    .results = {"y"},
    .attributes = {{"heads", int64_t{1}}},
    .infer_types = infer_types,
    .gradient = gradient,
    .work = work,
    .is_alias = true,
};

Value reshape_heads(Builder& builder, Value x, int64_t heads) {
  if (builder.type(x).heads == heads) return x;
  return builder.append(kReshapeHeads, {x}, {{"heads", heads}});
}

}  // namespace heddle
