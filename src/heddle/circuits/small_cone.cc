#include "heddle/circuits/small_cone.h"

#include <algorithm>
#include <array>

namespace heddle {
namespace {

constexpr std::array<uint64_t, SmallCone::kMaxLeaves> kLeafTables = {
    0xAAAAAAAAAAAAAAAA, 0xCCCCCCCCCCCCCCCC, 0xF0F0F0F0F0F0F0F0,
    0xFF00FF00FF00FF00, 0xFFFF0000FFFF0000, 0xFFFFFFFF00000000};

bool contains(std::span<const uint32_t> values, uint32_t value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

}  // namespace

std::optional<uint64_t> SmallCone::table(uint32_t variable, std::span<const uint32_t> leaves) {
  if (!collect(variable, leaves, nullptr)) return std::nullopt;
  values_.clear();
  for (const uint32_t gate : gates_) {
    const AndGate& fanins = aig_.gate(gate);
    values_.push_back(value(fanins.fanin0, leaves) & value(fanins.fanin1, leaves));
  }
  return value(literal_of(variable), leaves);
}

std::optional<std::vector<uint32_t>> SmallCone::inputs_of(uint32_t variable) {
  std::vector<uint32_t> inputs;
  if (!collect(variable, {}, &inputs)) return std::nullopt;
  std::sort(inputs.begin(), inputs.end());
  return inputs;
}

bool SmallCone::collect(uint32_t variable, std::span<const uint32_t> leaves,
                        std::vector<uint32_t>* inputs) {
  gates_.clear();
  stack_.assign(1, variable);
  while (!stack_.empty()) {
    const uint32_t next = stack_.back();
    stack_.pop_back();
    if (next == 0 || contains(leaves, next) || contains(gates_, next)) continue;
    if (aig_.is_input(next)) {
      if (inputs == nullptr) return false;
      if (!contains(*inputs, next)) inputs->push_back(next);
      if (static_cast<int64_t>(inputs->size()) > kMaxLeaves) return false;
      continue;
    }
    if (static_cast<int64_t>(gates_.size()) == kMaxGates) return false;
    gates_.push_back(next);
    stack_.push_back(variable_of(aig_.gate(next).fanin0));
    stack_.push_back(variable_of(aig_.gate(next).fanin1));
  }
  std::sort(gates_.begin(), gates_.end());
  return true;
}

uint64_t SmallCone::value(Literal literal, std::span<const uint32_t> leaves) const {
  const uint32_t variable = variable_of(literal);
  const uint64_t invert = -uint64_t{is_inverted(literal)};
  if (variable == 0) return invert;
  const auto leaf = std::find(leaves.begin(), leaves.end(), variable);
  if (leaf != leaves.end()) return kLeafTables[static_cast<size_t>(leaf - leaves.begin())] ^ invert;
  const auto gate = std::lower_bound(gates_.begin(), gates_.end(), variable);
  return values_[static_cast<size_t>(gate - gates_.begin())] ^ invert;
}

}  // namespace heddle
