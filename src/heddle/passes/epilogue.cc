#include "heddle/passes/epilogue.h"

#include "heddle/ops/linear.h"
#include "heddle/ops/linear_topk.h"
#include "heddle/ops/spmm.h"

namespace heddle {

int bias_operand(const Node& node) {
  if (node.op == &kLinear) return 2;
  return node.op == &kLinearTopk || node.op == &kSpmm ? 3 : -1;
}

int addend_operand(const Program& program, const Node& node) {
  if (node.op == &kLinear && program.type(node.operands[0]).is_dense()) return 3;
  return node.op == &kLinearTopk ? 4 : -1;
}

}  // namespace heddle
