// Runs any Program node by node on the reference kernels, with a NaN check after each: slow, and
// obviously right. For debugging, and as the other side of tests.
#pragma once

#include "heddle/ir/program.h"
#include "heddle/runtime/bindings.h"
#include "heddle/runtime/state.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace heddle {

struct InterpreterOptions {
  uint64_t seed = 0;
  uint32_t step = 0;
  bool check_nan = true;  // throws InvalidArgument at the first node whose result has a NaN
};

// Every value is kept in memory of its own.
class Interpreter {
 public:
  // Borrows all three. Slots of the program must be in `state`; updates are written there.
  Interpreter(const Program& program, const Bindings& bindings, State& state);

  void run(const InterpreterOptions& options);

  OperandView value(Value value) const;
  OperandView output(const std::string& name) const;

 private:
  void run_node(int32_t index, const InterpreterOptions& options);
  void make_results(int32_t index);
  OperandView alias_of(const Node& node) const;

  const Program& program_;
  const Bindings& bindings_;
  State& state_;
  std::vector<std::vector<OperandView>> views_;  // [node][result]
  std::vector<Buffer> buffers_;
};

}  // namespace heddle
