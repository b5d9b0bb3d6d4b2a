// The slots of a model: weights, optimiser moments, running statistics, the step.
#pragma once

#include "heddle/ir/program.h"
#include "heddle/kernels/kernel.h"
#include "heddle/tensor/buffer.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace heddle {

// Keyed by slot name, so that a training and an evaluation Program share what they both have.
class State {
 public:
  // Makes and initialises the slots of `program` that are not there yet. A slot's numbers depend
  // on the seed and its name alone. Throws InvalidArgument if a slot exists with another type.
  void add_slots(const Program& program, uint64_t seed);

  bool has(std::string_view name) const { return slots_.find(name) != slots_.end(); }
  Buffer& buffer(std::string_view name);
  const Buffer& buffer(std::string_view name) const;
  const Slot& slot(std::string_view name) const;
  std::vector<std::string> names() const;  // sorted

  // SHA-256 over names, types and values of all slots with one of these roles.
  std::string digest(std::initializer_list<SlotRole> roles) const;

 private:
  struct Entry {
    Slot slot;
    Buffer buffer;
  };
  const Entry& entry(std::string_view name) const;

  std::map<std::string, Entry, std::less<>> slots_;
};

// Rows of a value may lie apart, those of a slot do not. Both have the same type.
void copy_into_slot(const OperandView& value, Buffer& slot);

}  // namespace heddle
