#include "heddle/passes/normalization.h"

#include "heddle/ops/gcn_norm.h"
#include "heddle/ops/transpose.h"

namespace heddle {
namespace {

Value without_transpose(const Program& program, Value adjacency) {
  while (program.node(adjacency).op == &kTranspose) {
    adjacency = program.node(adjacency).operands[0];
  }
  return adjacency;
}

}  // namespace

const Node* norm_of_edges(const Program& program, Value adjacency, Value weights) {
  if (!weights.present()) return nullptr;
  const Node& norm = program.node(weights);
  if (norm.op != &kGcnNorm) return nullptr;
  const Value normalized = without_transpose(program, norm.operands[0]);
  return normalized == without_transpose(program, adjacency) ? &norm : nullptr;
}

}  // namespace heddle
