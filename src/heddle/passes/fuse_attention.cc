// fuse_attention: the chain of five operators that makes a graph attention layer becomes one.
// The chain keeps five values of size E x H for the backward pass, attention keeps two of N x H.
//
// Every link must have one user, the adjacency must be the same in all of them, and the weights
// must have one column per head of x. The dropout keeps its stream, so the mask is the same.

#include "heddle/ir/rewrite.h"
#include "heddle/ops/activation.h"
#include "heddle/ops/attention.h"
#include "heddle/ops/dropout.h"
#include "heddle/ops/edge_add.h"
#include "heddle/ops/leaky_relu.h"
#include "heddle/ops/segment_softmax.h"
#include "heddle/ops/spmm.h"
#include "heddle/passes/passes.h"
#include "heddle/passes/uses.h"

#include <optional>

namespace heddle {
namespace {

struct AttentionMatch {
  Value receiver, sender;
  Attributes attributes;
};

std::optional<AttentionMatch> match(const Program& program, const Uses& uses, const Node& spmm) {
  if (spmm.op != &kSpmm || spmm.once || spmm.recompute_group != 0 || spmm.operands[3].present() ||
      spmm.attributes.text("reduce") != "sum" ||
      activation_of(spmm.attributes) != Activation::kNone) {
    return std::nullopt;
  }
  AttentionMatch found;
  found.attributes = {{"probability", 0.0}, {"stream", int64_t{0}}};
  Value weights = spmm.operands[2];
  if (const Node* dropout = uses.producer_used_once(weights, kDropout)) {
    found.attributes = dropout->attributes;
    weights = dropout->operands[0];
  }
  const Node* softmax = uses.producer_used_once(weights, kSegmentSoftmax);
  if (softmax == nullptr) return std::nullopt;
  const Node* activation = uses.producer_used_once(softmax->operands[1], kLeakyRelu);
  if (activation == nullptr) return std::nullopt;
  const Node* scores = uses.producer_used_once(activation->operands[0], kEdgeAdd);
  if (scores == nullptr) return std::nullopt;

  const bool fits = softmax->operands[0] == spmm.operands[0] &&
                    scores->operands[0] == spmm.operands[0] && scores->operands[1].present() &&
                    scores->operands[2].present() &&
                    scores->results[0].cols == program.type(spmm.operands[1]).heads;
  if (!fits) return std::nullopt;
  found.attributes.set("slope", activation->attributes.number("slope"));
  found.receiver = scores->operands[1];
  found.sender = scores->operands[2];
  return found;
}

}  // namespace

Program fuse_attention(const Program& program) {
  const Uses uses(program);
  Rewriter rewriter(program);
  for (int32_t i = 0; i < static_cast<int32_t>(program.nodes.size()); ++i) {
    const Node& node = program.nodes[static_cast<size_t>(i)];
    const std::optional<AttentionMatch> found = match(program, uses, node);
    if (!found) {
      rewriter.copy(i);
      continue;
    }
    const Value y = rewriter.builder().append(
        kAttention,
        {rewriter.mapped(node.operands[0]), rewriter.mapped(node.operands[1]),
         rewriter.mapped(found->receiver), rewriter.mapped(found->sender)},
        found->attributes);
    rewriter.map({i, 0}, y);
  }
  return rewriter.finish();
}

}  // namespace heddle
