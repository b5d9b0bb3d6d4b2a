// fuse_epilogue: a bias, other rows and an activation are applied while the row of a linear map or
// an spmm is still in registers, instead of in passes of their own.
//
//   activation(add(q, add_bias(linear(x, w), b)))  ->  linear(x, w, b, q) {activation}
//
// Of two linear maps that are added, the later one takes the result of the other, in whose memory
// its own may lie. After autodiff, because the operators' gradients do not know epilogues.
// Gradients of relu and elu read the activated result, which is what remains; a result that
// something else reads (a gradient of another activation, an output) has two users and is left
// alone.

#include "heddle/ir/rewrite.h"
#include "heddle/ops/activation.h"
#include "heddle/ops/add.h"
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
  Value bias, addend;
  Activation activation = Activation::kNone;
  int32_t last = -1;  // node whose result the fused node makes; base if there is nothing to fuse
};

Activation activation_of_op(const Node& node) {
  if (node.op == &kRelu) return Activation::kRelu;
  return node.op == &kElu ? Activation::kElu : Activation::kNone;
}

class FusionSearch {
 public:
  FusionSearch(const Program& program, const Uses& uses) : program_(program), uses_(uses) {}

  Fusion find(int32_t base) const {
    Fusion fusion;
    fusion.base = fusion.last = base;
    if (bias_operand(node(base)) < 0) return fusion;
    if (activation_of(node(base).attributes) != Activation::kNone) return fusion;
    take_bias(fusion);
    take_addend(fusion);
    take_bias(fusion);  // the sum's, if the linear map has none of its own
    take_activation(fusion);
    return fusion;
  }

 private:
  const Node& node(int32_t index) const { return program_.nodes[static_cast<size_t>(index)]; }

  // The node that alone reads the result so far and is of the same part of the Program, or null.
  const Node* next(const Fusion& fusion) const {
    const int32_t user = uses_.only_user({fusion.last, 0});
    if (user < 0) return nullptr;
    const Node &reader = node(user), &base = node(fusion.base);
    const bool fits = reader.once == base.once && reader.recompute_group == base.recompute_group &&
                      reader.results[0] == base.results[0];
    return fits ? &reader : nullptr;
  }

  void step(Fusion& fusion) const { fusion.last = uses_.only_user({fusion.last, 0}); }

  void take_bias(Fusion& fusion) const {
    const auto bias = static_cast<size_t>(bias_operand(node(fusion.base)));
    if (fusion.bias.present() || node(fusion.base).operands[bias].present()) return;
    const Node* reader = next(fusion);
    if (reader == nullptr || reader->op != &kAddBias || reader->operands[0].node != fusion.last) {
      return;
    }
    fusion.bias = reader->operands[1];
    step(fusion);
  }

  void take_addend(Fusion& fusion) const {
    const int addend = addend_operand(program_, node(fusion.base));
    if (addend < 0 || node(fusion.base).operands[static_cast<size_t>(addend)].present()) return;
    const Node* reader = next(fusion);
    if (reader == nullptr || reader->op != &kAdd) return;
    const size_t own = reader->operands[0] == Value{fusion.last, 0} ? 0 : 1;
    const Value other = reader->operands[1 - own];
    if (other.node > fusion.last && can_take_addend(other)) return;
    fusion.addend = other;
    step(fusion);
  }

  // Is the value a linear map, perhaps with a bias, that an add alone reads?
  bool can_take_addend(Value value) const {
    const Node* producer = &program_.node(value);
    if (uses_.count(value) != 1) return false;
    if (producer->op == &kAddBias) {
      value = producer->operands[0];
      if (uses_.count(value) != 1) return false;
      producer = &program_.node(value);
    }
    const int addend = addend_operand(program_, *producer);
    return addend >= 0 && !producer->operands[static_cast<size_t>(addend)].present() &&
           activation_of(producer->attributes) == Activation::kNone;
  }

  void take_activation(Fusion& fusion) const {
    const Node* reader = next(fusion);
    if (reader == nullptr || activation_of_op(*reader) == Activation::kNone) return;
    fusion.activation = activation_of_op(*reader);
    step(fusion);
  }

  const Program& program_;
  const Uses& uses_;
};

void append_fused(Rewriter& rewriter, const Fusion& fusion) {
  const Node& base = rewriter.source().nodes[static_cast<size_t>(fusion.base)];
  Node node = base;
  for (Value& operand : node.operands) operand = rewriter.mapped(operand);
  const auto set = [&](int operand, Value value) {
    if (value.present()) node.operands[static_cast<size_t>(operand)] = rewriter.mapped(value);
  };
  set(bias_operand(base), fusion.bias);
  set(addend_operand(rewriter.source(), base), fusion.addend);
  node.attributes.set("activation", std::string(to_string(fusion.activation)));
  rewriter.map({fusion.last, 0}, rewriter.builder().append_node(std::move(node)));
}

}  // namespace

Program fuse_epilogue(const Program& program) {
  const Uses uses(program);
  const FusionSearch search(program, uses);
  const size_t count = program.nodes.size();
  std::vector<Fusion> ending_at(count);  // by last node
  std::vector<bool> absorbed(count, false);
  for (size_t i = 0; i < count; ++i) {
    const Fusion fusion = search.find(static_cast<int32_t>(i));
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
