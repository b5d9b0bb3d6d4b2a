// Who reads what, for patterns that need an intermediate result to have one user.
#pragma once

#include "heddle/ir/op_def.h"
#include "heddle/ir/program.h"

#include <cstdint>
#include <vector>

namespace heddle {

class Uses {
 public:
  explicit Uses(const Program& program);  // O(nodes); the Program must outlive it

  // Reads by operands, outputs and updates.
  int32_t count(Value value) const;
  // The node that reads the value, if that is its one use; -1 otherwise.
  int32_t only_user(Value value) const;
  // The node that makes `value`, if its operator is `op` and the value's one use is this one; null
  // otherwise.
  const Node* producer_used_once(Value value, const OpDef& op) const;

 private:
  struct Use {
    int32_t count = 0;
    int32_t last_node = -1;
  };
  Use& use(Value value);
  const Use& use(Value value) const;

  const Program& program_;
  std::vector<std::vector<Use>> uses_;  // [node][result]
};

}  // namespace heddle
