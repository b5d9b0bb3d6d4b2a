// Gives names the numbers 0, 1, 2, ... in the order of their first appearance.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace heddle {

class NameTable {
 public:
  NameTable() = default;
  NameTable(NameTable&&) = default;
  NameTable& operator=(NameTable&&) = default;

  uint32_t number_of(std::string_view name);
  std::optional<uint32_t> find(std::string_view name) const;

  uint32_t size() const { return static_cast<uint32_t>(names_.size()); }
  const std::string& operator[](uint32_t number) const { return *names_[number]; }

 private:
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };

  std::unordered_map<std::string, uint32_t, Hash, std::equal_to<>> numbers_;
  std::vector<const std::string*> names_;  // the keys of numbers_, which do not move
};

}  // namespace heddle
