#include "heddle/passes/epilogue.h"

#include "heddle/ops/linear.h"
#include "heddle/ops/linear_topk.h"
#include "heddle/ops/spmm.h"

namespace heddle {

int bias_operand(const Node& node) {
  if (node.op == &kLinear) return 2;
  return node.op == &kLinearTopk || node.op == &kSpmm ? 3 : -1;
}

}  // namespace heddle
