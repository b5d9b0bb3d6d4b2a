#include "heddle/planner/once_keys.h"

#include "heddle/base/sha256.h"

#include <fmt/core.h>

#include <map>
#include <span>
#include <string_view>

namespace heddle {
namespace {

std::string digest(std::string_view text) {
  Sha256 hash;
  hash.update(std::as_bytes(std::span(text)));
  return hash.hex_digest();
}

}  // namespace

std::vector<std::string> once_keys(const Plan& plan) {
  std::map<int32_t, std::string_view> kernels;
  for (const Step& step : plan.once_steps) kernels[step.node] = step.kernel->name;
  std::vector<std::string> keys;
  for (const Node& node : plan.program.nodes) {
    const auto index = static_cast<int32_t>(keys.size());
    std::string& key = keys.emplace_back();
    if (!node.once && !node.op->is_source) continue;
    std::string text =
        fmt::format("{} {}{}", node.op->name, kernels[index], to_string(node.attributes));
    for (const Value operand : node.operands) {
      if (operand.present()) text += keys[static_cast<size_t>(operand.node)];
      text += fmt::format(" {}", operand.result);
    }
    key = digest(text);
  }
  return keys;
}

}  // namespace heddle
