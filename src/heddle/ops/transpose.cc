// transpose: walks the edges of a relation set from the other end.
//
//   adjacency  [N <- M] over edges E     result  [M <- N] over the same edges E

#include "heddle/ops/transpose.h"

#include "heddle/base/error.h"

#include <utility>

namespace heddle {
namespace {

std::vector<Type> infer_types(const TypeQuery& query) {
  Type type = query.operands[0];
  require(type.is_adjacency(), "transpose: operand is {}, needs an adjacency", query.describe(0));
  std::swap(type.space, type.senders);
  std::swap(type.rows, type.cols);
  return {type};
}

Work work(const WorkQuery&) { return {}; }

}  // namespace

const OpDef kTranspose = {
    .name = "transpose",
    .operands = {{"adjacency"}},
    .results = {"transposed"},
    .infer_types = infer_types,
    .work = work,
    .is_alias = true,
};

Value transpose(Builder& builder, Value adjacency) {
  const Node& node = builder.program().node(adjacency);
  if (node.op == &kTranspose) return node.operands[0];
  return builder.append(kTranspose, {adjacency});
}

}  // namespace heddle
