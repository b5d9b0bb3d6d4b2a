// compute_on_kept_columns: what follows maxk reads the kept columns instead of whole rows.
//
//   f(scatter_columns(v, p))                      ->  scatter_columns(f(v), p)
//   spmm(A, scatter_columns(v, p), w)             ->  spmm_topk(A, v, p, w)
//   linear(scatter_columns(v, p), w, b, z)        ->  linear_topk(v, p, w, b, z)
//   linear_weight_gradient(x, scatter_columns(v, p))
//                                     ->  linear_topk_weight_gradient(v, p, x), transposed
//   linear_topk_gradient(scatter_columns(v, p), q, w)
//                                     ->  linear_topk_gradient(v, q, w, p)
//   linear_topk_weight_gradient(u, q, scatter_columns(v, p))
//                                     ->  linear_topk_weight_gradient(u, q, v, p)
//   column_sum(scatter_columns(v, p))             ->  column_sum(v, p)
//
// f is cast, dropout, row_scale or scale. Before autodiff, so that gradients are cut to the kept
// columns as well, and after it, because the gradient of maxk is a scatter_columns too: products
// with it have the columns that the next layer kept.
//
// The decision KeptColumns: everywhere; along edges, which leaves all but the first two as they
// are; nowhere. Edge weights that are learnt need a gradient, which spmm_topk has not: such an spmm
// stays. So does a scatter_columns that somebody else reads; others go with remove_dead_code.

#include "heddle/ir/rewrite.h"
#include "heddle/ops/activation.h"
#include "heddle/ops/cast.h"
#include "heddle/ops/column_sum.h"
#include "heddle/ops/dropout.h"
#include "heddle/ops/linear.h"
#include "heddle/ops/linear_topk.h"
#include "heddle/ops/maxk.h"
#include "heddle/ops/row_scale.h"
#include "heddle/ops/scale.h"
#include "heddle/ops/scatter_columns.h"
#include "heddle/ops/spmm.h"
#include "heddle/ops/spmm_topk.h"
#include "heddle/passes/passes.h"

#include <map>
#include <vector>

namespace heddle {
namespace {

class KeptColumnsRewrite {
 public:
  KeptColumnsRewrite(const Program& program, bool linear_maps)
      : rewriter_(program), linear_maps_(linear_maps) {
    for (const Node& node : program.nodes) {
      bool learnt = node.op == &kState;
      for (const Value operand : node.operands) learnt = learnt || is_learnt(operand);
      learnt_.push_back(learnt);
    }
  }

  Program run() {
    for (size_t i = 0; i < rewriter_.source().nodes.size(); ++i) visit(static_cast<int32_t>(i));
    return rewriter_.finish();
  }

 private:
  bool is_learnt(Value value) const {
    return value.present() && learnt_[static_cast<size_t>(value.node)];
  }

  // The kept columns of an old value that is written out in the new Program; null for others.
  const KeptRows* find(Value value) const {
    const auto found = kept_.find(value);
    return found == kept_.end() ? nullptr : &found->second;
  }

  static size_t row_operand(const Node& node) {
    if (node.op == &kLinearTopkWeightGradient) return 2;
    return node.op == &kSpmm || node.op == &kLinearWeightGradient ? 1 : 0;
  }

  void visit(int32_t index) {
    const Node& node = rewriter_.source().nodes[static_cast<size_t>(index)];
    const size_t rows = row_operand(node);
    const KeptRows* kept = node.operands.size() > rows ? find(node.operands[rows]) : nullptr;
    if (kept != nullptr && is_plain(node)) {
      if (works_on_each_value(node)) {
        return write_out(index, {append_on_values(node, *kept), kept->positions});
      }
      const Value value = append_reader(node, *kept);
      if (value.present()) return rewriter_.map({index, 0}, value);
    }
    rewriter_.copy(index);
    if (node.op != &kScatterColumns) return;
    kept_[{index, 0}] = {rewriter_.mapped(node.operands[0]), rewriter_.mapped(node.operands[1])};
  }

  void write_out(int32_t index, const KeptRows& rows) {
    rewriter_.map({index, 0}, scatter_columns(rewriter_.builder(), rows.values, rows.positions));
    kept_[{index, 0}] = rows;
  }

  // Neither moved out of the step nor a clone.
  static bool is_plain(const Node& node) { return !node.once && node.recompute_group == 0; }

  // Of an operator that takes rows or, with positions, kept columns of rows.
  static bool reads_whole_rows(const Node& node) { return !node.operands[1].present(); }

  // Element by element, with 0 where x is 0.
  static bool works_on_each_value(const Node& node) {
    if (node.op == &kDropout) return reads_whole_rows(node);
    return node.op == &kCast || node.op == &kScale || node.op == &kRowScale;
  }

  Value append_on_values(const Node& node, const KeptRows& kept) {
    Node narrow = node;
    for (Value& operand : narrow.operands) operand = rewriter_.mapped(operand);
    narrow.operands[0] = kept.values;
    if (node.op == &kDropout) narrow.operands[1] = kept.positions;
    narrow.results[0].cols = rewriter_.builder().type(kept.values).cols;
    return rewriter_.builder().append_node(std::move(narrow));
  }

  // What takes the place of a node that sums or multiplies rows; absent where it has to stay.
  Value append_reader(const Node& node, const KeptRows& kept) {
    if (node.op == &kSpmm && is_spmm_of_constant_weights(node)) return append_spmm(node, kept);
    if (!linear_maps_) return kNoValue;
    if (node.op == &kLinear) return append_linear(node, kept);
    if (is_gradient_of_kept_rows(node)) return append_with_kept_dy(node, kept);
    if (node.op == &kColumnSum && reads_whole_rows(node)) {
      return column_sum(rewriter_.builder(), kept.values, kept.positions);
    }
    return node.op == &kLinearWeightGradient ? append_weight_gradient(node, kept) : kNoValue;
  }

  bool is_spmm_of_constant_weights(const Node& node) const {
    const Value weights = node.operands[2];
    const bool fit =
        !weights.present() || (rewriter_.source().type(weights).cols == 1 && !is_learnt(weights));
    return fit && !node.operands[3].present() &&
           activation_of(node.attributes) == Activation::kNone;
  }

  static bool is_gradient_of_kept_rows(const Node& node) {
    const bool is_gradient =
        node.op == &kLinearTopkGradient || node.op == &kLinearTopkWeightGradient;
    return is_gradient && !node.operands[3].present();
  }

  Value append_with_kept_dy(const Node& node, const KeptRows& kept) {
    Node narrow = node;
    for (Value& operand : narrow.operands) operand = rewriter_.mapped(operand);
    narrow.operands[row_operand(node)] = kept.values;
    narrow.operands[3] = kept.positions;
    return rewriter_.builder().append_node(std::move(narrow));
  }

  Value append_spmm(const Node& node, const KeptRows& kept) {
    return spmm_topk(rewriter_.builder(), rewriter_.mapped(node.operands[0]), kept.values,
                     kept.positions, rewriter_.mapped(node.operands[2]),
                     node.attributes.text("reduce"), node.attributes.text("messages"));
  }

  Value append_linear(const Node& node, const KeptRows& kept) {
    return rewriter_.builder().append(
        kLinearTopk,
        {kept.values, kept.positions, rewriter_.mapped(node.operands[1]),
         rewriter_.mapped(node.operands[2]), rewriter_.mapped(node.operands[3])},
        {{"transpose_w", node.attributes.flag("transpose_w")},
         {"activation", node.attributes.text("activation")}});
  }

  Value append_weight_gradient(const Node& node, const KeptRows& kept) {
    const Value x = node.operands[0];
    if (!rewriter_.source().type(x).is_dense()) return kNoValue;
    return rewriter_.builder().append(kLinearTopkWeightGradient,
                                      {kept.values, kept.positions, rewriter_.mapped(x), kNoValue},
                                      {{"transpose_dw", true}});
  }

  Rewriter rewriter_;
  bool linear_maps_;
  std::vector<bool> learnt_;        // per old node: does it depend on a slot?
  std::map<Value, KeptRows> kept_;  // by the old value
};

}  // namespace

Program compute_on_kept_columns(const Program& program, KeptColumns where) {
  if (where == KeptColumns::kNowhere) return program;
  return KeptColumnsRewrite(program, where == KeptColumns::kEverywhere).run();
}

}  // namespace heddle
