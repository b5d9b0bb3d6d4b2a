// relation_norm: turns a sum over edges into a mean per relation.
//
//   n[e] = 1 / c(i, r),  c(i, r) = number of in-edges of receiver i with relation r = rel(e)
//
//   adjacency   [N <- M] over E, R relations
//   dtype       "f32" or "f64";  result  [E, 1] in edge order
//   gradient    none
//   source      c_{i,r} of RGCN (Schlichtkrull et al. 2018)

#include "heddle/ops/relation_norm.h"

#include "heddle/ops/graph_operands.h"
#include "heddle/ops/moved_bytes.h"

namespace heddle {
namespace {

std::vector<Type> infer_types(const TypeQuery& query) {
  require_adjacency(query);
  return {rows_type(query.operands[0], RowsOf::kEdges, scale_dtype(query), 1)};
}

Work work(const WorkQuery& query) {
  return {.flops = static_cast<double>(query.operands[0].entries),
          .bytes = moved_bytes(query.operands, query.results)};
}

}  // namespace

const OpDef kRelationNorm = {
    .name = "relation_norm",
    .operands = {{"adjacency"}},
    .results = {"n"},
    .attributes = {{"dtype", std::string("f32")}},
    .infer_types = infer_types,
    .work = work,
};

Value relation_norm(Builder& builder, Value adjacency, DType dtype) {
  return builder.append(kRelationNorm, {adjacency}, {{"dtype", std::string(to_string(dtype))}});
}

}  // namespace heddle
