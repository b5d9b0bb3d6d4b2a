// A training Program without an optimiser: its gradients are outputs.
#pragma once

#include "heddle/autodiff/autodiff.h"
#include "heddle/ir/builder.h"

namespace heddle::test {

// One output per parameter, "d <name>".
inline void append_gradient_outputs(Program& program) {
  const auto gradients = append_parameter_gradients(program);
  Builder builder(program);
  for (const ParameterGradient& g : gradients) {
    builder.output("d " + program.slots[static_cast<size_t>(g.slot)].name, g.gradient);
  }
}

}  // namespace heddle::test
