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
  DefinedVariables(const std::vector<uint32_t>& definitions, uint32_t max_variable);

  // The later of two definitions of one variable, if there are such.
  std::optional<uint32_t> repeated() const { return repeated_; }
  std::optional<uint32_t> definition_of(uint32_t variable) const;

 private:
  std::vector<uint32_t> table_;   // by variable; empty if that would be mostly holes
  std::vector<uint64_t> sorted_;  // instead of it: the variable above, the definition below 2^32
  std::optional<uint32_t> repeated_;
};

}  // namespace heddle
