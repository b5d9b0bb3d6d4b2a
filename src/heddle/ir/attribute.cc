#include "heddle/ir/attribute.h"

#include <fmt/core.h>

#include <algorithm>

namespace heddle {
namespace {

// A number always shows that it is one ("1.0", not "1"), or it would parse back as an integer.
std::string print_number(double value) {
  std::string text = fmt::format("{}", value);  // shortest form that reads back exactly
  const bool looks_like_integer = text.find_first_not_of("-0123456789") == std::string::npos;
  return looks_like_integer ? text + ".0" : text;
}

std::string print_text(const std::string& value) {
  std::string quoted = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') quoted += '\\';
    if (c == '\n') {
      quoted += "\\n";
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

struct AttributePrinter {
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(int64_t value) const { return fmt::format("{}", value); }
  std::string operator()(double value) const { return print_number(value); }
  std::string operator()(const std::string& value) const { return print_text(value); }
};

}  // namespace

void Attributes::set(std::string_view name, Attribute value) {
  const auto place = std::lower_bound(
      entries_.begin(), entries_.end(), name,
      [](const Entry& entry, std::string_view wanted) { return entry.first < wanted; });
  if (place != entries_.end() && place->first == name) {
    place->second = std::move(value);
  } else {
    entries_.emplace(place, std::string(name), std::move(value));
  }
}

const Attribute* Attributes::find(std::string_view name) const {
  for (const Entry& entry : entries_) {
    if (entry.first == name) return &entry.second;
  }
  return nullptr;
}

std::string to_string(const Attribute& attribute) {
  return std::visit(AttributePrinter{}, attribute);
}

std::string to_string(const Attributes& attributes) {
  std::string text;
  for (const auto& [name, value] : attributes.entries())
    text += ' ' + name + '=' + to_string(value);
  return text;
}

}  // namespace heddle
