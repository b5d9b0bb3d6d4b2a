// column_sum: the sum of all rows; the gradient of a bias.
//
//   y = sum over i of x[i, :]           x  dense [N, D];  y  [1, D] in the compute dtype
//   no gradient: to sum the rows of a graph in a model, use spmm over a membership adjacency

#include "heddle/ops/column_sum.h"

#include "heddle/ops/operand_checks.h"

namespace heddle {
namespace {

std::vector<Type> infer_types(const TypeQuery& query) {
  return {row_beside(require_matrix(query))};
}

Work work(const WorkQuery& query) {
  return {.flops = static_cast<double>(query.operands[0].elements()),
          .bytes = static_cast<double>(query.operands[0].bytes() + query.results[0].bytes())};
}

}  // namespace

const OpDef kColumnSum = {
    .name = "column_sum",
    .operands = {{"x"}},
    .results = {"y"},
    .infer_types = infer_types,
    .work = work,
};

Value column_sum(Builder& builder, Value x) { return builder.append(kColumnSum, {x}); }

}  // namespace heddle
