#include "heddle/passes/constants.h"

#include "heddle/ir/op_def.h"
#include "heddle/ir/verifier.h"

#include <algorithm>

namespace heddle {
namespace {

// A region may read state or draw numbers.
bool is_deterministic(const Node& node) { return !node.op->is_random && node.region == nullptr; }

}  // namespace

std::vector<bool> find_constants(const Program& program) {
  std::vector<bool> constant(program.nodes.size(), false);
  for (size_t i = 0; i < constant.size(); ++i) {
    const Node& node = program.nodes[i];
    if (node.op->is_source) {
      constant[i] = is_constant(program, {static_cast<int32_t>(i), 0});
      continue;
    }
    constant[i] = is_deterministic(node) &&
                  std::all_of(node.operands.begin(), node.operands.end(), [&](Value operand) {
                    return !operand.present() || constant[static_cast<size_t>(operand.node)];
                  });
  }
  return constant;
}

}  // namespace heddle
