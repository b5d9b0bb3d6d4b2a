// Where an ASCII AIGER file defines a variable.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace heddle {

// Definitions are numbered as they stand in the file.
class DefinedVariables {
 public:
  // definitions[i] is the variable of definition i. Memory and time are in proportion to their
  // number, however large the variables are.
  explicit DefinedVariables(const std::vector<uint32_t>& definitions, uint32_t max_variable);

  // The later of two definitions of one variable, if there are such.
  std::optional<uint32_t> repeated() const { return repeated_; }
  std::optional<uint32_t> definition_of(uint32_t variable) const;

 private:
  struct Entry {
    uint32_t variable, definition;
    auto operator<=>(const Entry&) const = default;
  };

  std::vector<uint32_t> table_;  // by variable; empty if that would be mostly holes
  std::vector<Entry> sorted_;    // instead of it
  std::optional<uint32_t> repeated_;
};

}  // namespace heddle
