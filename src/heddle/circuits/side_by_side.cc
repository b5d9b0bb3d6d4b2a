#include "heddle/circuits/side_by_side.h"

#include "heddle/base/error.h"

#include <fmt/core.h>

#include <string>
#include <vector>

namespace heddle {
namespace {

using Designs = std::vector<const Aig*>;

// Nothing, or one name per signal, if any design has names.
void append_design_names(std::vector<std::string>& names, size_t design,
                         const std::vector<std::string>& own, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    const bool named = !own.empty() && !own[i].empty();
    names.push_back(named ? fmt::format("{}/{}", design, own[i]) : "");
  }
}

void add_names(Aig& joined, const Designs& designs) {
  bool inputs = false, outputs = false;
  for (const Aig* design : designs) {
    inputs = inputs || !design->input_names.empty();
    outputs = outputs || !design->output_names.empty();
  }
  for (size_t i = 0; i < designs.size(); ++i) {
    const Aig& design = *designs[i];
    if (inputs) {
      append_design_names(joined.input_names, i, design.input_names,
                          static_cast<size_t>(design.inputs));
    }
    if (outputs) {
      append_design_names(joined.output_names, i, design.output_names, design.outputs.size());
    }
  }
}

// With room for all designs, and their inputs.
Aig empty_join(const Designs& designs) {
  Aig joined;
  size_t ands = 0, outputs = 0;
  for (const Aig* design : designs) {
    joined.inputs += design->inputs;
    ands += design->ands.size();
    outputs += design->outputs.size();
  }
  if (joined.inputs + static_cast<int64_t>(ands) > kMaxVariable) {
    fail(ErrorKind::kUnsupported, "side by side: {} designs have more than {} variables",
         designs.size(), kMaxVariable);
  }
  joined.ands.reserve(ands);
  joined.outputs.reserve(outputs);
  return joined;
}

Aig joined_designs(const Designs& designs) {
  Aig joined = empty_join(designs);
  int64_t inputs_before = 0;
  for (const Aig* design : designs) {
    // How far literals of inputs and of ANDs move.
    const auto input_shift = static_cast<Literal>(2 * inputs_before);
    const auto and_shift = static_cast<Literal>(2 * (joined.variables() - design->first_and()));
    const Literal first_input = literal_of(1), first_and = literal_of(design->first_and());
    const auto moved = [=](Literal literal) {
      if (literal >= first_and) return literal + and_shift;
      return literal >= first_input ? literal + input_shift : literal;
    };
    for (const AndGate& gate : design->ands) {
      joined.ands.push_back({moved(gate.fanin0), moved(gate.fanin1)});
    }
    for (const Literal output : design->outputs) joined.outputs.push_back(moved(output));
    inputs_before += design->inputs;
  }
  add_names(joined, designs);
  return joined;
}

}  // namespace

Aig side_by_side(std::span<const Aig> designs) {
  Designs pointers;
  for (const Aig& design : designs) pointers.push_back(&design);
  return joined_designs(pointers);
}

Aig replicate(const Aig& aig, int64_t copies) {
  require(copies >= 0, "side by side: {} copies, need at least 0", copies);
  return joined_designs(Designs(static_cast<size_t>(copies), &aig));
}

}  // namespace heddle
