// Typed attributes of a node.
#pragma once

#include "heddle/base/error.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace heddle {

using Attribute = std::variant<bool, int64_t, double, std::string>;

// Name -> attribute, kept sorted by name so that two equal maps print the same.
class Attributes {
 public:
  using Entry = std::pair<std::string, Attribute>;

  Attributes() = default;
  Attributes(std::initializer_list<Entry> entries) {
    for (const Entry& entry : entries) set(entry.first, entry.second);
  }

  void set(std::string_view name, Attribute value);
  const Attribute* find(std::string_view name) const;  // null if absent
  const std::vector<Entry>& entries() const { return entries_; }
  bool operator==(const Attributes&) const = default;

  // The attribute must be there with that type: an operator's defaults are filled in when a node
  // is appended, so anything else is a bug.
  template <class T>
  const T& get(std::string_view name) const {
    const Attribute* attribute = find(name);
    check(attribute != nullptr && std::holds_alternative<T>(*attribute), name);
    return std::get<T>(*attribute);
  }
  bool flag(std::string_view name) const { return get<bool>(name); }
  int64_t integer(std::string_view name) const { return get<int64_t>(name); }
  double number(std::string_view name) const { return get<double>(name); }
  const std::string& text(std::string_view name) const { return get<std::string>(name); }

 private:
  std::vector<Entry> entries_;
};

// true | 3 | 0.5 | "text": the form in which programs are written.
std::string to_string(const Attribute& attribute);
// "name=value" of each in order, a space before each. Equal attributes, and no others, give equal
// text: it tells 0.0 from -0.0.
std::string to_string(const Attributes& attributes);

}  // namespace heddle
