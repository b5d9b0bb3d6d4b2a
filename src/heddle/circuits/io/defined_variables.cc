#include "heddle/circuits/io/defined_variables.h"

#include <algorithm>
#include <limits>

namespace heddle {
namespace {

constexpr uint32_t kUndefined = std::numeric_limits<uint32_t>::max();
constexpr size_t kTableEntriesPerDefinition = 4;

uint64_t entry_of(uint32_t variable, uint32_t definition) {
  return uint64_t{variable} << 32 | definition;
}
uint32_t variable_in(uint64_t entry) { return static_cast<uint32_t>(entry >> 32); }

}  // namespace

DefinedVariables::DefinedVariables(const std::vector<uint32_t>& definitions,
                                   uint32_t max_variable) {
  const auto count = static_cast<uint32_t>(definitions.size());
  if (max_variable < kTableEntriesPerDefinition * (size_t{count} + 1)) {
    table_.assign(size_t{max_variable} + 1, kUndefined);
    for (uint32_t i = 0; i < count && !repeated_; ++i) {
      uint32_t& definition = table_[definitions[i]];
      if (definition != kUndefined) repeated_ = i;
      definition = i;
    }
    return;
  }
  sorted_.reserve(count);
  for (uint32_t i = 0; i < count; ++i) sorted_.push_back(entry_of(definitions[i], i));
  std::sort(sorted_.begin(), sorted_.end());
  const auto twice = std::adjacent_find(sorted_.begin(), sorted_.end(), [](uint64_t a, uint64_t b) {
    return variable_in(a) == variable_in(b);
  });
  if (twice != sorted_.end()) repeated_ = static_cast<uint32_t>(twice[1]);
}

std::optional<uint32_t> DefinedVariables::definition_of(uint32_t variable) const {
  if (!table_.empty()) {
    const uint32_t definition = table_[variable];
    return definition == kUndefined ? std::nullopt : std::optional(definition);
  }
  const auto entry = std::lower_bound(sorted_.begin(), sorted_.end(), entry_of(variable, 0));
  if (entry == sorted_.end() || variable_in(*entry) != variable) return std::nullopt;
  return static_cast<uint32_t>(*entry);
}

}  // namespace heddle
