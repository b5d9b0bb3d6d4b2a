// hoist_constants: what depends on constants alone is computed before the first step: degrees,
// normalisations, the transpose of a fixed graph, A X of fixed features. Aliases follow, so that a
// chain of constants is not cut.

#include "heddle/ir/op_def.h"
#include "heddle/ir/verifier.h"
#include "heddle/passes/passes.h"

namespace heddle {
namespace {

// The same numbers in every run. State read inside a region would not be.
bool is_deterministic(const Node& node) {
  return !node.op->is_source && !node.op->is_random && node.region == nullptr;
}

}  // namespace

Program hoist_constants(const Program& program) {
  Program hoisted = program;
  for (Node& node : hoisted.nodes) {
    bool constant = is_deterministic(node);
    for (const Value operand : node.operands) {
      constant = constant && (!operand.present() || is_constant(hoisted, operand));
    }
    if (constant) node.once = true;
  }
  return hoisted;
}

}  // namespace heddle
