#include "heddle/circuits/io/defined_variables.h"

#include <algorithm>
#include <limits>

namespace heddle {
namespace {

constexpr uint32_t kUndefined = std::numeric_limits<uint32_t>::max();
constexpr size_t kTableEntriesPerDefinition = 4;

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
  for (uint32_t i = 0; i < count; ++i) sorted_.push_back({definitions[i], i});
  std::sort(sorted_.begin(), sorted_.end());
  const auto twice =
      std::adjacent_find(sorted_.begin(), sorted_.end(),
                         [](const Entry& a, const Entry& b) { return a.variable == b.variable; });
  if (twice != sorted_.end()) repeated_ = (twice + 1)->definition;
}

std::optional<uint32_t> DefinedVariables::definition_of(uint32_t variable) const {
  if (!table_.empty()) {
    const uint32_t definition = table_[variable];
    return definition == kUndefined ? std::nullopt : std::optional(definition);
  }
  const auto entry = std::lower_bound(sorted_.begin(), sorted_.end(), Entry{variable, 0});
  if (entry == sorted_.end() || entry->variable != variable) return std::nullopt;
  return entry->definition;
}

}  // namespace heddle
