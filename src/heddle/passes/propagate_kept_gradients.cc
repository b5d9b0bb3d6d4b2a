// propagate_kept_gradients: where the rows of a gradient have kept columns too, these travel.
//
//   S = kept rows v at p;  Y = A S;  Z = Y W;  dZ = kept rows z at q, as the next maxk chose them
//
//   dv = spmm_topk_gradient(A, linear_topk(z, q, W^T), p)
//   dW = linear_topk_weight_gradient(z, q, Y)^T
//
// become, with U = spmm_topk(A^T, z, q),
//
//   dv = linear_topk_gradient(U, p, W)
//   dW = linear_topk_weight_gradient(v, p, U)
//
// An edge carries K numbers instead of D, the kernels are those of the forward sum, and Y need not
// be kept for the backward pass. A factor per row behind the sum (the mean's, or that of a
// normalisation) stands between A and dZ, and before the sum in U.
//
// After autodiff and compute_on_kept_columns. dW is moved behind dv; it stays as it was where it is
// read before that.

#include "heddle/ir/rewrite.h"
#include "heddle/ops/activation.h"
#include "heddle/ops/degree_scale.h"
#include "heddle/ops/linear_topk.h"
#include "heddle/ops/row_scale.h"
#include "heddle/ops/spmm_topk.h"
#include "heddle/ops/transpose.h"
#include "heddle/passes/passes.h"

#include <map>
#include <set>
#include <utility>
#include <vector>

namespace heddle {
namespace {

// x, or what a row_scale multiplies with a factor per row.
struct ScaledRows {
  Value rows, factor;

  static ScaledRows of(const Program& program, Value x) {
    const Node& node = program.node(x);
    if (node.op == &kRowScale) return {node.operands[0], node.operands[1]};
    return {x, kNoValue};
  }
};

// A gradient of kept rows that can be had from U.
struct KeptGradient {
  int32_t node = -1;  // the spmm_topk_gradient
  Value adjacency, positions, weights;
  Value z, q, w, factor;
  std::vector<int32_t> weight_gradients;  // dW of the same product, which are moved behind dv
};

bool is_plain(const Node& node) { return !node.once && node.recompute_group == 0; }

// z, q and w in z w^T; an absent z if the value is something else.
KeptGradient match_product(const Program& program, Value dy) {
  const Node& product = program.node(dy);
  const bool fits = product.op == &kLinearTopk && is_plain(product) &&
                    product.attributes.flag("transpose_w") && !product.operands[3].present() &&
                    activation_of(product.attributes) == Activation::kNone;
  if (!fits) return {};
  KeptGradient found;
  found.z = product.operands[0];
  found.q = product.operands[1];
  found.w = product.operands[2];
  return found;
}

KeptGradient match(const Program& program, int32_t index) {
  const Node& node = program.nodes[static_cast<size_t>(index)];
  if (node.op != &kSpmmTopkGradient || !is_plain(node)) return {};
  const ScaledRows dy = ScaledRows::of(program, node.operands[1]);
  KeptGradient found = match_product(program, dy.rows);
  if (!found.z.present()) return {};
  found.node = index;
  found.adjacency = node.operands[0];
  found.positions = node.operands[2];
  found.weights = node.operands[3];
  found.factor = dy.factor;
  return found;
}

class KeptGradientRewrite {
 public:
  explicit KeptGradientRewrite(const Program& program) : rewriter_(program) {
    find_first_readers();
    for (size_t i = 0; i < program.nodes.size(); ++i) {
      const auto index = static_cast<int32_t>(i);
      const Node& node = program.nodes[i];
      if (node.op == &kLinearTopkWeightGradient) {
        weight_gradients_[{node.operands[0], node.operands[1]}].push_back(index);
      }
      KeptGradient found = match(program, index);
      if (found.node < 0) continue;
      find_weight_gradients(found);
      gradients_.emplace(index, std::move(found));
    }
  }

  Program run() {
    for (size_t i = 0; i < rewriter_.source().nodes.size(); ++i) visit(static_cast<int32_t>(i));
    return rewriter_.finish();
  }

 private:
  void visit(int32_t index) {
    if (moved_.contains(index)) return;
    const auto found = gradients_.find(index);
    if (found == gradients_.end()) return rewriter_.copy(index);
    append(found->second);
  }

  void append(const KeptGradient& gradient) {
    Builder& builder = rewriter_.builder();
    const Value u = append_sum(gradient);
    const Value p = rewriter_.mapped(gradient.positions);
    rewriter_.map(
        {gradient.node, 0},
        builder.append(kLinearTopkGradient, {u, p, rewriter_.mapped(gradient.w), kNoValue}));
    for (const int32_t node : gradient.weight_gradients) {
      const Value v = kept_values_of_sum(node);
      rewriter_.map({node, 0}, builder.append(kLinearTopkWeightGradient,
                                              {rewriter_.mapped(v), p, u, kNoValue}));
    }
  }

  Value append_sum(const KeptGradient& gradient) {
    Builder& builder = rewriter_.builder();
    Value z = rewriter_.mapped(gradient.z);
    if (gradient.factor.present()) z = row_scale(builder, z, rewriter_.mapped(gradient.factor));
    const Node& node = rewriter_.source().nodes[static_cast<size_t>(gradient.node)];
    return spmm_topk(builder, transpose(builder, rewriter_.mapped(gradient.adjacency)), z,
                     rewriter_.mapped(gradient.q), rewriter_.mapped(gradient.weights), "sum",
                     node.attributes.text("messages"));
  }

  // Weight gradients of the same z before it that read the sum whose gradient this is.
  void find_weight_gradients(KeptGradient& gradient) {
    const auto found = weight_gradients_.find({gradient.z, gradient.q});
    if (found == weight_gradients_.end()) return;
    for (const int32_t i : found->second) {
      const Node& node = rewriter_.source().nodes[static_cast<size_t>(i)];
      const bool fits = is_plain(node) && node.attributes.flag("transpose_dw") &&
                        first_reader_[static_cast<size_t>(i)] > gradient.node;
      if (!fits || !reads_sum_of(gradient, node.operands[2])) continue;
      if (moved_.insert(i).second) gradient.weight_gradients.push_back(i);
    }
  }

  bool reads_sum_of(const KeptGradient& gradient, Value y) const {
    const Program& program = rewriter_.source();
    const ScaledRows scaled = ScaledRows::of(program, y);
    const Node& sum = program.node(scaled.rows);
    if (sum.op != &kSpmmTopk || sum.operands[0] != gradient.adjacency ||
        sum.operands[2] != gradient.positions || sum.operands[3] != gradient.weights) {
      return false;
    }
    if (sum.attributes.text("reduce") == "sum") return scaled.factor == gradient.factor;
    return !scaled.factor.present() && is_factor_of_mean(gradient);
  }

  bool is_factor_of_mean(const KeptGradient& gradient) const {
    if (!gradient.factor.present()) return false;
    const Node& factor = rewriter_.source().node(gradient.factor);
    return factor.op == &kDegreeScale && factor.operands[0] == gradient.adjacency &&
           !factor.operands[1].present() && factor.attributes.number("power") == -1.0;
  }

  Value kept_values_of_sum(int32_t weight_gradient) const {
    const Program& program = rewriter_.source();
    const Node& node = program.nodes[static_cast<size_t>(weight_gradient)];
    return program.node(ScaledRows::of(program, node.operands[2]).rows).operands[1];
  }

  // Outputs and updates are read at the end.
  void find_first_readers() {
    const auto& nodes = rewriter_.source().nodes;
    const auto count = static_cast<int32_t>(nodes.size());
    first_reader_.assign(nodes.size(), count);
    for (int32_t i = count - 1; i >= 0; --i) {
      for (const Value operand : nodes[static_cast<size_t>(i)].operands) {
        if (operand.present()) first_reader_[static_cast<size_t>(operand.node)] = i;
      }
    }
  }

  Rewriter rewriter_;
  std::vector<int32_t> first_reader_;                                         // per old node
  std::map<std::pair<Value, Value>, std::vector<int32_t>> weight_gradients_;  // by their z and q
  std::map<int32_t, KeptGradient> gradients_;                                 // by the old node
  std::set<int32_t> moved_;                                                   // weight gradients
};

}  // namespace

Program propagate_kept_gradients(const Program& program) {
  return KeptGradientRewrite(program).run();
}

}  // namespace heddle
