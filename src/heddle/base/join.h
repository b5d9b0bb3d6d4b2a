// A list as people read it.
#pragma once

#include <fmt/core.h>

#include <string>
#include <string_view>

namespace heddle {

// "a, b, c": texts or numbers, as fmt::format prints each. fmt::join costs every file that uses it
// <fmt/format.h>, seconds of compiling.
template <class Items>
std::string join(const Items& items, std::string_view separator) {
  std::string text;
  bool is_first = true;
  for (const auto& item : items) {
    if (!is_first) text += separator;
    text += fmt::format("{}", item);
    is_first = false;
  }
  return text;
}

}  // namespace heddle
