// merge_common_subexpressions: value numbering (Cocke 1970). Slots are read as they were before the
// run, so two reads of one slot are equal too. A clone made by recompute differs from its original
// by its group: merging them would keep what was to be recomputed.

#include "heddle/ir/op_def.h"
#include "heddle/ir/rewrite.h"
#include "heddle/passes/passes.h"

#include <fmt/core.h>

#include <string>
#include <unordered_map>

namespace heddle {
namespace {

bool may_merge(const Node& node) { return !node.op->is_random && node.region == nullptr; }

// Two nodes with equal keys compute the same.
std::string key_of(const Node& node, const Rewriter& rewriter) {
  std::string key = fmt::format("{} {} {}", node.op->name, node.once, node.recompute_group);
  for (const Value operand : node.operands) {
    const Value value = rewriter.mapped(operand);
    key += fmt::format(" {}.{}", value.node, value.result);
  }
  return key + to_string(node.attributes);
}

}  // namespace

Program merge_common_subexpressions(const Program& program) {
  Rewriter rewriter(program);
  std::unordered_map<std::string, int32_t> known;  // key -> the first such node of `program`
  known.reserve(program.nodes.size());
  for (int32_t i = 0; i < static_cast<int32_t>(program.nodes.size()); ++i) {
    const Node& node = program.nodes[static_cast<size_t>(i)];
    int32_t first = i;
    if (may_merge(node)) first = known.emplace(key_of(node, rewriter), i).first->second;
    if (first == i) {
      rewriter.copy(i);
      continue;
    }
    for (int32_t r = 0; r < static_cast<int32_t>(node.results.size()); ++r) {
      rewriter.map({i, r}, rewriter.mapped({first, r}));
    }
  }
  return rewriter.finish();
}

}  // namespace heddle
