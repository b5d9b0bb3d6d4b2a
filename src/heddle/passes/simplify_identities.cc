// simplify_identities: values that are another value under a new name.

#include "heddle/base/error.h"
#include "heddle/ir/rewrite.h"
#include "heddle/ops/cast.h"
#include "heddle/ops/dropout.h"
#include "heddle/ops/reshape_heads.h"
#include "heddle/ops/scale.h"
#include "heddle/ops/slice_columns.h"
#include "heddle/ops/transpose.h"
#include "heddle/passes/passes.h"

namespace heddle {
namespace {

class Simplifier {
 public:
  explicit Simplifier(const Program& program) : rewriter_(program) {}

  Program run() {
    const Program& source = rewriter_.source();
    for (int32_t i = 0; i < static_cast<int32_t>(source.nodes.size()); ++i) {
      const Node& node = source.nodes[static_cast<size_t>(i)];
      const Value same = equal_value(node);
      if (same.present()) {
        check(target().type(same) == node.results[0], node.op->name);
        rewriter_.map({i, 0}, same);
      } else {
        rewriter_.copy(i);
      }
    }
    return rewriter_.finish();
  }

 private:
  const Program& target() { return rewriter_.builder().program(); }

  // The value in the new Program that result 0 of `node` equals; kNoValue if it is a new one.
  Value equal_value(const Node& node) {
    if (node.operands.empty() || !node.operands[0].present()) return kNoValue;
    const Value x = rewriter_.mapped(node.operands[0]);
    const OpDef* op = node.op;
    if (op == &kTranspose) {
      const Node& inner = target().node(x);
      return inner.op == &kTranspose ? inner.operands[0] : kNoValue;
    }
    if (op == &kReshapeHeads) return reshaped(node, x);
    const bool nothing =
        (op == &kScale && node.attributes.number("factor") == 1.0) ||
        (op == &kDropout && node.attributes.number("probability") == 0.0) ||
        ((op == &kCast || op == &kSliceColumns) && target().type(x) == node.results[0]);
    return nothing ? x : kNoValue;
  }

  // A reshape of a reshape goes straight to the matrix below.
  Value reshaped(const Node& node, Value x) {
    const Node& inner = target().node(x);
    if (target().type(x) == node.results[0]) return x;
    if (inner.op != &kReshapeHeads) return kNoValue;
    if (target().type(inner.operands[0]) == node.results[0]) return inner.operands[0];
    Node direct = node;
    direct.operands = {inner.operands[0]};
    direct.once = node.once && inner.once;
    return rewriter_.builder().append_node(std::move(direct));
  }

  Rewriter rewriter_;
};

}  // namespace

Program simplify_identities(const Program& program) { return Simplifier(program).run(); }

}  // namespace heddle
