// Reverse accumulation over the node list (Linnainmaa 1970): nodes stand in topological order, so
// one walk from the loss to the front meets every node after all of its users.

#include "heddle/autodiff/autodiff.h"

#include "heddle/base/error.h"
#include "heddle/ir/builder.h"
#include "heddle/ops/add.h"
#include "heddle/ops/cast.h"
#include "heddle/ops/constant.h"
#include "heddle/ops/reshape_heads.h"

namespace heddle {
namespace {

bool can_have_gradient(const Type& type) { return type.is_dense() && is_floating(type.dtype); }

class Differentiator {
 public:
  Differentiator(Program& program, Value loss, std::span<const Value> wanted)
      : program_(program), builder_(program), loss_(loss) {
    const Type& type = program.type(loss);
    require(can_have_gradient(type) && type.rows == 1 && type.cols == 1,
            "differentiate: the loss is {}, needs a floating [1,1]", to_string(type, program));
    const size_t count = static_cast<size_t>(loss.node) + 1;
    for (size_t i = 0; i < count; ++i) {
      gradients_.emplace_back(program.nodes[i].results.size(), kNoValue);
    }
    find_dependents(wanted);
  }

  void run() {
    if (!depends_[static_cast<size_t>(loss_.node)]) return;
    gradient_of(loss_) = constant(builder_, 1.0, program_.type(loss_).dtype);
    for (int32_t i = loss_.node; i >= 0; --i) visit(i);
  }

  Value result(Value value) const {
    return value.node > loss_.node
               ? kNoValue
               : gradients_[static_cast<size_t>(value.node)][static_cast<size_t>(value.result)];
  }

 private:
  Value& gradient_of(Value value) {
    return gradients_[static_cast<size_t>(value.node)][static_cast<size_t>(value.result)];
  }

  // depends_[i]: node i makes a wanted value. needs_inside_[i]: one of its operands depends on one.
  void find_dependents(std::span<const Value> wanted) {
    depends_.assign(gradients_.size(), false);
    needs_inside_.assign(gradients_.size(), false);
    for (const Value value : wanted) {
      require(can_have_gradient(program_.type(value)),
              "differentiate: a gradient is wanted for {}, needs a dense floating matrix",
              to_string(program_.type(value), program_));
      if (value.node <= loss_.node) depends_[static_cast<size_t>(value.node)] = true;
    }
    for (size_t i = 0; i < depends_.size(); ++i) {
      for (const Value operand : program_.nodes[i].operands) {
        if (needs_gradient(operand)) needs_inside_[i] = true;
      }
      if (needs_inside_[i]) depends_[i] = true;
    }
  }

  bool needs_gradient(Value operand) const {
    return operand.present() && depends_[static_cast<size_t>(operand.node)] &&
           can_have_gradient(program_.type(operand));
  }

  void visit(int32_t index) {
    const auto i = static_cast<size_t>(index);
    if (!needs_inside_[i]) return;
    bool reached = false;
    for (const Value gradient : gradients_[i]) reached = reached || gradient.present();
    if (!reached) return;

    const Node& node = program_.nodes[i];
    if (node.op->gradient == nullptr) {
      fail(ErrorKind::kUnsupported, "%{} = {}: has no gradient, but the loss depends on it", index,
           node.op->name);
    }
    std::vector<Value> results;
    for (size_t r = 0; r < node.results.size(); ++r) {
      results.push_back({index, static_cast<int32_t>(r)});
    }
    std::vector<bool> needs;
    for (const Value operand : node.operands) needs.push_back(needs_gradient(operand));
    const std::vector<Value> contributions =
        node.op->gradient({builder_, node, results, gradients_[i], needs});
    check(contributions.size() == node.operands.size(), node.op->name);
    for (size_t o = 0; o < needs.size(); ++o) {
      if (needs[o]) accumulate(node, node.operands[o], contributions[o]);
    }
  }

  // Adds what `user` contributes to the gradient of `operand`.
  void accumulate(const Node& user, Value operand, Value contribution) {
    if (!contribution.present()) {
      fail(ErrorKind::kUnsupported, "{}: has no gradient for operand %{}, but it is needed",
           user.op->name, operand.node);
    }
    const Type& type = program_.type(operand);
    const Type& given = program_.type(contribution);
    check(given.is_dense() && given.space == type.space && given.rows == type.rows &&
              given.cols == type.cols,
          user.op->name);
    contribution = reshape_heads(builder_, contribution, type.heads);
    Value& sum = gradient_of(operand);
    if (!sum.present()) {
      sum = contribution;
      return;
    }
    // bf16 beside f32 happens for bf16 weights alone: the wider one wins.
    const DType wide = compute_dtype(program_.type(sum).dtype);
    if (program_.type(sum).dtype != program_.type(contribution).dtype) {
      sum = cast(builder_, sum, wide);
      contribution = cast(builder_, contribution, wide);
    }
    sum = add(builder_, sum, contribution);
  }

  Program& program_;
  Builder builder_;
  Value loss_;
  std::vector<bool> depends_, needs_inside_;
  std::vector<std::vector<Value>> gradients_;  // [node][result]
};

}  // namespace

std::vector<Value> differentiate(Program& program, Value loss, std::span<const Value> wanted) {
  require(loss.present(), "differentiate: there is no loss");
  Differentiator differentiator(program, loss, wanted);
  differentiator.run();
  std::vector<Value> gradients;
  for (const Value value : wanted) gradients.push_back(differentiator.result(value));
  return gradients;
}

std::vector<ParameterGradient> append_parameter_gradients(Program& program, std::string_view loss) {
  const Value loss_value = program.find_output(loss);
  require(loss_value.present(), "gradients: the program '{}' has no output '{}'", program.name,
          loss);
  // Reads of each slot; a Builder makes one, a parsed text may have several.
  Builder builder(program);
  std::vector<std::vector<Value>> reads(program.slots.size());
  for (size_t i = 0; i < program.nodes.size(); ++i) {
    const Node& node = program.nodes[i];
    if (node.op != &kState) continue;
    const int32_t slot = builder.find_slot(node.attributes.text("slot"));
    check(slot >= 0, "state: reads a slot that does not exist");
    const bool learnt = program.slots[static_cast<size_t>(slot)].role == SlotRole::kParameter;
    if (learnt) reads[static_cast<size_t>(slot)].push_back({static_cast<int32_t>(i), 0});
  }
  std::vector<Value> wanted;
  for (const auto& values : reads) wanted.insert(wanted.end(), values.begin(), values.end());
  const std::vector<Value> gradients = differentiate(program, loss_value, wanted);

  std::vector<ParameterGradient> result;
  size_t next = 0;
  for (size_t slot = 0; slot < reads.size(); ++slot) {
    Value sum;
    for (size_t r = 0; r < reads[slot].size(); ++r, ++next) {
      if (!gradients[next].present()) continue;
      sum = sum.present() ? add(builder, sum, gradients[next]) : gradients[next];
    }
    if (sum.present()) result.push_back({static_cast<int32_t>(slot), reads[slot][0], sum});
  }
  return result;
}

}  // namespace heddle
