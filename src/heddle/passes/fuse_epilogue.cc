// fuse_epilogue: a bias and an activation are applied while the row of a linear map or an spmm is
// still in registers, instead of in passes of their own.
//
// After autodiff, because the operators' gradients do not know epilogues. Gradients of relu and elu
// read the activated result, which is what remains; a result that something else reads (a gradient
// of another activation, an output) has two users and is left alone.

#include "heddle/ir/rewrite.h"
#include "heddle/ops/activation.h"
#include "heddle/ops/add_bias.h"
#include "heddle/ops/elu.h"
#include "heddle/ops/relu.h"
#include "heddle/passes/epilogue.h"
#include "heddle/passes/passes.h"
#include "heddle/passes/uses.h"

namespace heddle {
namespace {

// An operator with an epilogue and what is applied to its result, in this order.
struct Fusion {
  int32_t base = -1;
  Value bias;
  Activation activation = Activation::kNone;
  int32_t last = -1;  // node whose result the fused node makes; base if there is nothing to fuse
};

Activation activation_of_op(const Node& node) {
  if (node.op == &kRelu) return Activation::kRelu;
  return node.op == &kElu ? Activation::kElu : Activation::kNone;
}

Fusion find_fusion(const Program& program, const Uses& uses, int32_t base) {
  const Node& node = program.nodes[static_cast<size_t>(base)];
  Fusion fusion;
  fusion.base = fusion.last = base;
  const int bias = bias_operand(node);
  if (bias < 0 || activation_of(node.attributes) != Activation::kNone) return fusion;
  // The next node, if it alone reads the result so far and is of the same part of the Program.
  const auto next = [&]() -> const Node* {
    const int32_t user = uses.only_user({fusion.last, 0});
    if (user < 0) return nullptr;
    const Node& reader = program.nodes[static_cast<size_t>(user)];
    const bool fits = reader.operands[0] == Value{fusion.last, 0} && reader.once == node.once &&
                      reader.recompute_group == node.recompute_group &&
                      reader.results[0] == node.results[0];
    return fits ? &reader : nullptr;
  };
  const Node* reader = next();
  if (reader != nullptr && reader->op == &kAddBias &&
      !node.operands[static_cast<size_t>(bias)].present()) {
    fusion.bias = reader->operands[1];
    fusion.last = uses.only_user({fusion.last, 0});
    reader = next();
  }
  if (reader != nullptr && activation_of_op(*reader) != Activation::kNone) {
    fusion.activation = activation_of_op(*reader);
    fusion.last = uses.only_user({fusion.last, 0});
  }
  return fusion;
}

void append_fused(Rewriter& rewriter, const Fusion& fusion) {
  Node node = rewriter.source().nodes[static_cast<size_t>(fusion.base)];
  for (Value& operand : node.operands) operand = rewriter.mapped(operand);
  if (fusion.bias.present()) {
    node.operands[static_cast<size_t>(bias_operand(node))] = rewriter.mapped(fusion.bias);
  }
  node.attributes.set("activation", std::string(to_string(fusion.activation)));
  rewriter.map({fusion.last, 0}, rewriter.builder().append_node(std::move(node)));
}

}  // namespace

Program fuse_epilogue(const Program& program) {
  const Uses uses(program);
  const size_t count = program.nodes.size();
  std::vector<Fusion> ending_at(count);  // by last node
  std::vector<bool> absorbed(count, false);
  for (size_t i = 0; i < count; ++i) {
    const Fusion fusion = find_fusion(program, uses, static_cast<int32_t>(i));
    if (fusion.last == fusion.base) continue;
    ending_at[static_cast<size_t>(fusion.last)] = fusion;
    for (int32_t n = fusion.base; n != fusion.last; n = uses.only_user({n, 0})) {
      absorbed[static_cast<size_t>(n)] = true;
    }
  }
  Rewriter rewriter(program);
  for (size_t i = 0; i < count; ++i) {
    if (ending_at[i].base >= 0) {
      append_fused(rewriter, ending_at[i]);
    } else if (!absorbed[i]) {
      rewriter.copy(static_cast<int32_t>(i));
    }
  }
  return rewriter.finish();
}

}  // namespace heddle
