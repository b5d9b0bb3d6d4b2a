// hoist_constants: what depends on constants alone is computed before the first step: degrees,
// normalisations, the transpose of a fixed graph, A X of fixed features. Aliases follow, so that a
// chain of constants is not cut.

#include "heddle/ir/op_def.h"
#include "heddle/passes/constants.h"
#include "heddle/passes/passes.h"

namespace heddle {

Program hoist_constants(const Program& program) {
  const std::vector<bool> constant = find_constants(program);
  Program hoisted = program;
  for (size_t i = 0; i < constant.size(); ++i) {
    Node& node = hoisted.nodes[i];
    if (constant[i] && !node.op->is_source) node.once = true;
  }
  return hoisted;
}

}  // namespace heddle
