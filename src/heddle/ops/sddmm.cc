// sddmm: a dot product on every edge (sampled dense-dense matrix product).
//
//   e[i <- j, h] = <a[i, h, :], b[j, h, :]>
//
//   adjacency   [N <- M] over E
//   a, b        [N, D], [M, D] of one dtype, with equally many heads
//   heads       1: over all columns; else the heads of a and b, one product each
//   gradient    da = spmm(A, b, de);  db = spmm(A^T, a, de)
//   source      the gradient of spmm by its edge weights; Nisa et al. 2018 for the name

#include "heddle/ops/sddmm.h"

#include "heddle/base/error.h"
#include "heddle/ops/graph_operands.h"
#include "heddle/ops/spmm.h"
#include "heddle/ops/transpose.h"

namespace heddle {
namespace {

std::vector<Type> infer_types(const TypeQuery& query) {
  require_adjacency(query);
  require_rows(query, 1, "a", RowsOf::kReceivers);
  require_rows(query, 2, "b", RowsOf::kSenders);
  const Type& a = query.operands[1];
  const Type& b = query.operands[2];
  require(a.dtype == b.dtype && a.cols == b.cols && a.heads == b.heads,
          "sddmm: a is {}, b is {}; dtype, columns and heads must agree", query.describe(1),
          query.describe(2));
  const int64_t heads = query.attributes.integer("heads");
  require(heads == 1 || heads == a.heads, "sddmm: heads is {}, needs 1 or the heads of a = {}",
          heads, query.describe(1));
  return {rows_type(query.operands[0], RowsOf::kEdges, compute_dtype(a.dtype), heads)};
}

std::vector<Value> gradient(const GradientCall& call) {
  Builder& builder = call.builder;
  const Value adjacency = call.operand(0);
  const Value de = call.d_results[0];
  Value da, db;
  if (call.needs[1]) da = spmm(builder, adjacency, call.operand(2), de);
  if (call.needs[2]) db = spmm(builder, transpose(builder, adjacency), call.operand(1), de);
  return {kNoValue, da, db};
}

Work work(const WorkQuery& query) { return gather_work(query, 2, query.operands[1]); }

}  // namespace

const OpDef kSddmm = {
    .name = "sddmm",
    .operands = {{"adjacency"}, {"a"}, {"b"}},
    .results = {"e"},
    .attributes = {{"heads", int64_t{1}}},
    .infer_types = infer_types,
    .gradient = gradient,
    .work = work,
};

Value sddmm(Builder& builder, Value adjacency, Value a, Value b, int64_t heads) {
  return builder.append(kSddmm, {adjacency, a, b}, {{"heads", heads}});
}

}  // namespace heddle
