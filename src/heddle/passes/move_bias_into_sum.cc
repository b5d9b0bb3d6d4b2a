// move_bias_into_sum: (P + Q) + b = P + (Q + b), where Q is a linear map or an spmm.
//
// A layer that adds two branches (its own row and its neighbours') adds its bias last. On one of
// the branches fuse_epilogue makes it part of the product, and a pass over all rows is saved. Of
// two possible branches the later one takes it, so nothing is computed earlier or later than
// before.

#include "heddle/ir/rewrite.h"
#include "heddle/ops/activation.h"
#include "heddle/ops/add.h"
#include "heddle/ops/add_bias.h"
#include "heddle/passes/epilogue.h"
#include "heddle/passes/passes.h"
#include "heddle/passes/uses.h"

namespace heddle {
namespace {

struct BiasedSum {
  int32_t sum = -1;   // the add; -1: no match
  size_t branch = 0;  // operand of the add that takes the bias
};

bool has_bias(const Node& node) {
  const int bias = bias_operand(node);
  return node.op == &kAddBias || (bias >= 0 && node.operands[static_cast<size_t>(bias)].present());
}

bool can_take_bias(const Program& program, const Uses& uses, Value branch, const Node& sum) {
  const Node& node = program.node(branch);
  return bias_operand(node) >= 0 && uses.count(branch) == 1 && node.once == sum.once &&
         node.recompute_group == sum.recompute_group &&
         activation_of(node.attributes) == Activation::kNone;
}

BiasedSum match(const Program& program, const Uses& uses, const Node& biased) {
  if (biased.op != &kAddBias) return {};
  const Node* sum = uses.producer_used_once(biased.operands[0], kAdd);
  if (sum == nullptr || sum->once != biased.once ||
      sum->recompute_group != biased.recompute_group) {
    return {};
  }
  // One bias per sum: of two in a row the second would follow in the next run only.
  for (const Value branch : sum->operands) {
    if (has_bias(program.node(branch))) return {};
  }
  const size_t later = sum->operands[1].node > sum->operands[0].node ? 1 : 0;
  for (const size_t branch : {later, 1 - later}) {
    if (can_take_bias(program, uses, sum->operands[branch], *sum)) {
      return {biased.operands[0].node, branch};
    }
  }
  return {};
}

// Appends the bias to the branch, then the sum, in place of node `index`.
void append_moved(Rewriter& rewriter, int32_t index, const BiasedSum& found) {
  Node biased = rewriter.source().nodes[static_cast<size_t>(index)];
  Node sum = rewriter.source().nodes[static_cast<size_t>(found.sum)];
  for (Value& operand : sum.operands) operand = rewriter.mapped(operand);
  biased.operands = {sum.operands[found.branch], rewriter.mapped(biased.operands[1])};
  sum.operands[found.branch] = rewriter.builder().append_node(std::move(biased));
  rewriter.map({index, 0}, rewriter.builder().append_node(std::move(sum)));
}

}  // namespace

Program move_bias_into_sum(const Program& program) {
  const Uses uses(program);
  const size_t count = program.nodes.size();
  std::vector<BiasedSum> matches;
  std::vector<bool> moved(count, false);  // sums that are appended later
  for (const Node& node : program.nodes) {
    matches.push_back(match(program, uses, node));
    if (matches.back().sum >= 0) moved[static_cast<size_t>(matches.back().sum)] = true;
  }
  Rewriter rewriter(program);
  for (size_t i = 0; i < count; ++i) {
    if (matches[i].sum >= 0) {
      append_moved(rewriter, static_cast<int32_t>(i), matches[i]);
    } else if (!moved[i]) {
      rewriter.copy(static_cast<int32_t>(i));
    }
  }
  return rewriter.finish();
}

}  // namespace heddle
