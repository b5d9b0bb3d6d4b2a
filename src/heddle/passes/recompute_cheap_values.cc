// recompute_cheap_values: what costs one pass over rows is computed twice rather than kept from the
// forward pass to the backward pass. A dropout mask is drawn again from its counter, so the clone
// has the same bits.
//
// A value is cloned if
//   - its operator is cheap, its buffer is big, and it is read both before and after the loss;
//   - everything it reads, or a clone of that, is alive at its first late reader anyway: no other
//     buffer lives longer, so at no node is more memory in use than before;
//   - more memory is in use somewhere between its last early and its first late reader than while
//     the late readers run, where the clone must exist: otherwise the peak would stay.
//
// Clones carry a recompute group. Source: Chen et al. 2016, with the choice of layer replaced by
// lives of buffers.

#include "heddle/ir/rewrite.h"
#include "heddle/ops/add_bias.h"
#include "heddle/ops/cast.h"
#include "heddle/ops/dropout.h"
#include "heddle/ops/elu.h"
#include "heddle/ops/leaky_relu.h"
#include "heddle/ops/relu.h"
#include "heddle/ops/row_scale.h"
#include "heddle/ops/scale.h"
#include "heddle/passes/lifetimes.h"
#include "heddle/passes/passes.h"

#include <algorithm>
#include <array>

namespace heddle {
namespace {

// One read and one write per element, nothing gathered.
bool is_cheap(const Node& node) {
  static constexpr std::array kCheap = {&kDropout,  &kRelu, &kElu,   &kLeakyRelu,
                                        &kRowScale, &kCast, &kScale, &kAddBias};
  return std::find(kCheap.begin(), kCheap.end(), node.op) != kCheap.end();
}

// The loss ends the forward pass.
int32_t end_of_forward(const Program& program) {
  const Value loss = program.find_output("loss");
  return loss.present() ? loss.node : static_cast<int32_t>(program.nodes.size());
}

class Recomputation {
 public:
  Recomputation(const Program& program, const RecomputeDecision& decision)
      : lifetimes_(program), rewriter_(program), turn_(end_of_forward(program)) {
    recomputed_.resize(program.nodes.size(), false);
    clones_.resize(program.nodes.size());
    for (const Node& node : program.nodes) group_ = std::max(group_, node.recompute_group);
    ++group_;
    for (int32_t i = 0; i < turn_; ++i) {
      recomputed_[static_cast<size_t>(i)] = saves_memory(program, i, decision.min_bytes);
    }
  }

  Program run() {
    const Program& source = rewriter_.source();
    for (int32_t i = 0; i < static_cast<int32_t>(source.nodes.size()); ++i) {
      if (i <= turn_) {
        rewriter_.copy(i);
      } else {
        append_late(i);
      }
    }
    return rewriter_.finish();
  }

 private:
  bool is_recomputed(Value value) const {
    return value.present() && recomputed_[static_cast<size_t>(lifetimes_.base(value).node)];
  }

  bool saves_memory(const Program& program, int32_t index, int64_t min_bytes) const {
    const Node& node = program.nodes[static_cast<size_t>(index)];
    if (!is_cheap(node) || node.once || node.recompute_group != 0) return false;
    const Value value = {index, 0};
    const int32_t last = lifetimes_.last_use(value);
    if (node.results[0].bytes() < min_bytes || last == Lifetimes::kForever) return false;
    const int32_t first_late = first_late_reader(value);
    if (first_late < 0) return false;
    for (const Value operand : node.operands) {
      if (!is_alive_at(operand, first_late)) return false;
    }
    return lifetimes_.max_live_bytes(last_early_reader(value) + 1, first_late - 1) >
           lifetimes_.max_live_bytes(first_late, last);
  }

  // -1 if there is none.
  int32_t first_late_reader(Value base) const {
    const std::vector<int32_t>& readers = lifetimes_.readers(base);
    const auto late = std::upper_bound(readers.begin(), readers.end(), turn_);
    return late == readers.end() ? -1 : *late;
  }

  // The node that makes the value if there is none.
  int32_t last_early_reader(Value base) const {
    const std::vector<int32_t>& readers = lifetimes_.readers(base);
    const auto late = std::upper_bound(readers.begin(), readers.end(), turn_);
    return late == readers.begin() ? base.node : *(late - 1);
  }

  // The buffer of the operand, or of its clone, lives while `node` runs.
  bool is_alive_at(Value operand, int32_t node) const {
    const Value base = lifetimes_.base(operand);
    return lifetimes_.last_use(base) >= node &&
           (!is_recomputed(base) || first_late_reader(base) <= node);
  }

  // A node behind the loss reads clones instead of what is recomputed.
  void append_late(int32_t index) {
    Node node = rewriter_.source().nodes[static_cast<size_t>(index)];
    for (Value& operand : node.operands) operand = late_value(operand);
    const auto results = static_cast<int32_t>(node.results.size());
    const Value first = rewriter_.builder().append_node(std::move(node));
    for (int32_t r = 0; r < results; ++r) rewriter_.map({index, r}, {first.node, r});
  }

  // What a late node reads for `value`; appends clones (of aliases in between too) the first time.
  Value late_value(Value value) {
    if (!is_recomputed(value) || value.node > turn_) return rewriter_.mapped(value);
    const auto node = static_cast<size_t>(value.node);
    if (clones_[node].present()) return clones_[node];
    Node clone = rewriter_.source().node(value);
    for (Value& operand : clone.operands) operand = late_value(operand);
    clone.recompute_group = group_;
    clones_[node] = rewriter_.builder().append_node(std::move(clone));
    return clones_[node];
  }

  Lifetimes lifetimes_;
  Rewriter rewriter_;
  int32_t turn_;
  int32_t group_ = 0;
  std::vector<bool> recomputed_;  // by node
  std::vector<Value> clones_;     // by node; cheap operators and aliases have one result
};

}  // namespace

Program recompute_cheap_values(const Program& program, const RecomputeDecision& decision) {
  if (!decision.enabled) return program;
  return Recomputation(program, decision).run();
}

}  // namespace heddle
