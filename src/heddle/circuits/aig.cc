#include "heddle/circuits/aig.h"

#include "heddle/base/error.h"

namespace heddle {

void Aig::validate() const {
  require(inputs >= 0 && variables() - 1 <= kMaxVariable,
          "aig: {} inputs and {} ANDs, need at most {} variables", inputs, ands.size(),
          kMaxVariable);
  for (uint32_t variable = first_and(); variable < variables(); ++variable) {
    const AndGate& and_gate = gate(variable);
    require(and_gate.fanin0 <= and_gate.fanin1 && and_gate.fanin1 < literal_of(variable),
            "aig: AND {} has fan-ins {} and {}, need ascending literals of earlier variables",
            variable, and_gate.fanin0, and_gate.fanin1);
  }
  for (size_t i = 0; i < outputs.size(); ++i) {
    require(variable_of(outputs[i]) < variables(), "aig: output {} is literal {}, need at most {}",
            i, outputs[i], 2 * variables() - 1);
  }
  require(input_names.empty() || static_cast<int64_t>(input_names.size()) == inputs,
          "aig: {} names for {} inputs", input_names.size(), inputs);
  require(output_names.empty() || output_names.size() == outputs.size(),
          "aig: {} names for {} outputs", output_names.size(), outputs.size());
}

}  // namespace heddle
