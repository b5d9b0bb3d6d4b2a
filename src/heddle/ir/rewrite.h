// Copies a Program node by node while changing it. Every pass is written with this.
#pragma once

#include "heddle/ir/builder.h"
#include "heddle/ir/program.h"

#include <vector>

namespace heddle {

// Walks `source` in order and appends to `target()`, remembering where each old value went.
class Rewriter {
 public:
  explicit Rewriter(const Program& source);

  const Program& source() const { return source_; }
  Builder& builder() { return builder_; }

  // The new value of an old one; kNoValue stays kNoValue. It must have been mapped.
  Value mapped(Value old_value) const;
  // Says that an old value is now `new_value`.
  void map(Value old_value, Value new_value);
  // Copies node `index` with mapped operands and maps all its results.
  void copy(int32_t index);
  // Copies outputs and updates, and hands over the new Program.
  Program finish();

 private:
  const Program& source_;
  Program target_;
  Builder builder_;
  std::vector<std::vector<Value>> values_;  // [old node][result]
};

}  // namespace heddle
