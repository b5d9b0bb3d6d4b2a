#include "heddle/circuits/io/name_table.h"

namespace heddle {

uint32_t NameTable::number_of(std::string_view name) {
  if (const auto number = find(name)) return *number;
  const auto entry = numbers_.try_emplace(std::string(name), size()).first;
  names_.push_back(&entry->first);
  return entry->second;
}

std::optional<uint32_t> NameTable::find(std::string_view name) const {
  const auto entry = numbers_.find(name);
  return entry == numbers_.end() ? std::nullopt : std::optional(entry->second);
}

}  // namespace heddle
