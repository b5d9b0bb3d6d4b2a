// The part of TOML that a flat list of settings needs: KEY = VALUE lines and comments.
//
// Values are texts ("basic" with escapes, 'literal'), whole numbers, reals, true and false. Tables,
// arrays, dates and texts of several lines are refused. (toml++ 3.3 reads all of TOML but stops at
// assertions on some malformed files.)
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace heddle {

struct TomlAssignment {
  enum class Kind : uint8_t { kText, kInteger, kReal, kBoolean };

  std::string key;
  Kind kind = Kind::kText;
  std::string value;  // texts decoded; numbers without underscores and leading plus
  int64_t line = 0;   // from 1
};

// Throws InvalidArgument with `source:line: what was found, what is needed`.
std::vector<TomlAssignment> parse_flat_toml(std::string_view text, std::string_view source);

}  // namespace heddle
