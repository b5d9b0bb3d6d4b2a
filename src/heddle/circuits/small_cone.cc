#include "heddle/circuits/small_cone.h"

#include <algorithm>
#include <array>
#include <functional>

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
  values_.assign(gates_.size(), 0);
  for (size_t i = gates_.size(); i-- > 0;) {
    const AndGate& fanins = aig_.gate(gates_[i]);
    values_[i] = value(fanins.fanin0, leaves) & value(fanins.fanin1, leaves);
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
  heap_.clear();
  if (!reach(variable, leaves, inputs)) return false;
  while (!heap_.empty()) {
    std::pop_heap(heap_.begin(), heap_.end());
    const uint32_t largest = heap_.back();
    heap_.pop_back();
    // Fan-ins are smaller: what comes again comes next.
    if (!gates_.empty() && gates_.back() == largest) continue;
    if (static_cast<int64_t>(gates_.size()) == kMaxGates) return false;
    gates_.push_back(largest);
    const AndGate& gate = aig_.gate(largest);
    if (!reach(variable_of(gate.fanin0), leaves, inputs)) return false;
    if (!reach(variable_of(gate.fanin1), leaves, inputs)) return false;
  }
  return true;
}

bool SmallCone::reach(uint32_t variable, std::span<const uint32_t> leaves,
                      std::vector<uint32_t>* inputs) {
  if (variable == 0 || contains(leaves, variable)) return true;
  if (aig_.is_and(variable)) {
    heap_.push_back(variable);
    std::push_heap(heap_.begin(), heap_.end());
    return true;
  }
  if (inputs == nullptr) return false;
  if (!contains(*inputs, variable)) inputs->push_back(variable);
  return static_cast<int64_t>(inputs->size()) <= kMaxLeaves;
}

uint64_t SmallCone::value(Literal literal, std::span<const uint32_t> leaves) const {
  const uint32_t variable = variable_of(literal);
  const uint64_t invert = -uint64_t{is_inverted(literal)};
  if (variable == 0) return invert;
  const auto leaf = std::find(leaves.begin(), leaves.end(), variable);
  if (leaf != leaves.end()) return kLeafTables[static_cast<size_t>(leaf - leaves.begin())] ^ invert;
  const auto gate = std::lower_bound(gates_.begin(), gates_.end(), variable, std::greater<>());
  return values_[static_cast<size_t>(gate - gates_.begin())] ^ invert;
}

}  // namespace heddle
