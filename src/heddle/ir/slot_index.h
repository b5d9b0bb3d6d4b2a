// Finds slots of a growing Program by name in constant time.
#pragma once

#include "heddle/ir/program.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace heddle {

// Every call first takes in what was appended to the Program since the last one, by whomever.
class SlotIndex {
 public:
  explicit SlotIndex(const Program& program) : program_(&program) {}

  int32_t find(std::string_view name);  // index, or -1
  Value read_of(int32_t slot);          // the first state node of the slot, or kNoValue
  bool is_written(int32_t slot);        // has an update

 private:
  void follow();

  const Program* program_;
  std::unordered_map<std::string, int32_t> slots_;
  std::vector<Value> reads_;   // [slot]
  std::vector<bool> written_;  // [slot]
  size_t known_nodes_ = 0, known_updates_ = 0;
};

}  // namespace heddle
