// remove_dead_code: one walk from the back marks what is needed, one from the front copies it.

#include "heddle/ir/rewrite.h"
#include "heddle/passes/passes.h"

namespace heddle {

Program remove_dead_code(const Program& program) {
  std::vector<bool> needed(program.nodes.size(), false);
  const auto need = [&](Value value) {
    if (value.present()) needed[static_cast<size_t>(value.node)] = true;
  };
  for (const Output& output : program.outputs) need(output.value);
  for (const Update& update : program.updates) need(update.value);
  for (size_t i = needed.size(); i-- > 0;) {
    if (!needed[i]) continue;
    for (const Value operand : program.nodes[i].operands) need(operand);
  }
  Rewriter rewriter(program);
  for (size_t i = 0; i < needed.size(); ++i) {
    if (needed[i]) rewriter.copy(static_cast<int32_t>(i));
  }
  return rewriter.finish();
}

}  // namespace heddle
