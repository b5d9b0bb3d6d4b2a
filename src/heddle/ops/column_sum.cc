// column_sum: the sum of all rows; the gradient of a bias.
//
//   y = sum over i of x[i, :]           x  dense [N, D];  y  [1, D] in the compute dtype
//   positions  optional topk [N, D] kept K: x [N, K] holds those columns of rows [N, D]
//   no gradient: to sum the rows of a graph in a model, use spmm over a membership adjacency

#include "heddle/ops/column_sum.h"

#include "heddle/ops/kept_rows.h"
#include "heddle/ops/moved_bytes.h"
#include "heddle/ops/operand_checks.h"

namespace heddle {
namespace {

std::vector<Type> infer_types(const TypeQuery& query) {
  Type rows = require_matrix(query);
  if (query.operands[1].present()) {
    require_kept_values(query, 0, 1);
    rows.cols = query.operands[1].cols;
  }
  return {row_beside(rows)};
}

Work work(const WorkQuery& query) {
  return {.flops = static_cast<double>(query.operands[0].elements()),
          .bytes = moved_bytes(query.operands, query.results)};
}

}  // namespace

const OpDef kColumnSum = {
    .name = "column_sum",
    .operands = {{"x"}, {"positions", true}},
    .results = {"y"},
    .infer_types = infer_types,
    .work = work,
};

Value column_sum(Builder& builder, Value x, Value positions) {
  return builder.append(kColumnSum, {x, positions});
}

}  // namespace heddle
