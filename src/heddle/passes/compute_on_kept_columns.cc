// compute_on_kept_columns: what follows maxk reads the kept columns instead of whole rows.
//
//   f(scatter_columns(v, p))            ->  scatter_columns(f(v), p)
//   spmm(A, scatter_columns(v, p), w)   ->  spmm_topk(A, v, p, w)
//
// f is cast, dropout, row_scale or scale. Before autodiff, so that the gradient of the sum over
// edges is cut to the kept columns as well. Edge weights that are learnt need a gradient, which
// spmm_topk has not: such an spmm stays. So does a scatter_columns that somebody else reads; others
// go with remove_dead_code.

#include "heddle/ir/rewrite.h"
#include "heddle/ops/activation.h"
#include "heddle/ops/cast.h"
#include "heddle/ops/dropout.h"
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

class KeptColumns {
 public:
  explicit KeptColumns(const Program& program) : rewriter_(program) {
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

  void visit(int32_t index) {
    const Node& node = rewriter_.source().nodes[static_cast<size_t>(index)];
    const size_t rows = node.op == &kSpmm ? 1 : 0;
    const KeptRows* kept = node.operands.size() > rows ? find(node.operands[rows]) : nullptr;
    if (kept != nullptr && works_on_each_value(node)) {
      write_out(index, {append_on_values(node, *kept), kept->positions});
    } else if (kept != nullptr && can_read_kept(node)) {
      rewriter_.map({index, 0}, append_spmm(node, *kept));
    } else {
      rewriter_.copy(index);
      if (node.op != &kScatterColumns) return;
      kept_[{index, 0}] = {rewriter_.mapped(node.operands[0]), rewriter_.mapped(node.operands[1])};
    }
  }

  void write_out(int32_t index, const KeptRows& rows) {
    rewriter_.map({index, 0}, scatter_columns(rewriter_.builder(), rows.values, rows.positions));
    kept_[{index, 0}] = rows;
  }

  // Element by element, with 0 where x is 0.
  static bool works_on_each_value(const Node& node) {
    const bool takes_values =
        node.op == &kCast || node.op == &kDropout || node.op == &kScale || node.op == &kRowScale;
    return takes_values && !node.once && node.recompute_group == 0;
  }

  Value append_on_values(const Node& node, const KeptRows& kept) {
    Node narrow = node;
    for (Value& operand : narrow.operands) operand = rewriter_.mapped(operand);
    narrow.operands[0] = kept.values;
    if (node.op == &kDropout) narrow.operands[1] = kept.positions;
    narrow.results[0].cols = rewriter_.builder().type(kept.values).cols;
    return rewriter_.builder().append_node(std::move(narrow));
  }

  bool can_read_kept(const Node& node) const {
    if (node.op != &kSpmm || node.once || node.recompute_group != 0) return false;
    const Value weights = node.operands[2];
    const bool fit =
        !weights.present() || (rewriter_.source().type(weights).cols == 1 && !is_learnt(weights));
    return fit && !node.operands[3].present() &&
           activation_of(node.attributes) == Activation::kNone;
  }

  Value append_spmm(const Node& node, const KeptRows& kept) {
    return spmm_topk(rewriter_.builder(), rewriter_.mapped(node.operands[0]), kept.values,
                     kept.positions, rewriter_.mapped(node.operands[2]),
                     node.attributes.text("reduce"));
  }

  Rewriter rewriter_;
  std::vector<bool> learnt_;        // per old node: does it depend on a slot?
  std::map<Value, KeptRows> kept_;  // by the old value
};

}  // namespace

Program compute_on_kept_columns(const Program& program) { return KeptColumns(program).run(); }

}  // namespace heddle
