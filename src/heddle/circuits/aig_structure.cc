#include "heddle/circuits/aig_structure.h"

#include <algorithm>

namespace heddle {

std::vector<int32_t> levels(const Aig& aig) {
  std::vector<int32_t> levels(static_cast<size_t>(aig.variables()), 0);
  for (uint32_t variable = aig.first_and(); variable < aig.variables(); ++variable) {
    const AndGate& gate = aig.gate(variable);
    levels[variable] =
        1 + std::max(levels[variable_of(gate.fanin0)], levels[variable_of(gate.fanin1)]);
  }
  return levels;
}

Fanouts count_fanouts(const Aig& aig) {
  const auto variables = static_cast<size_t>(aig.variables());
  Fanouts fanouts{gate_fanouts(aig), std::vector<uint32_t>(variables),
                  std::vector<uint32_t>(variables)};
  for (const AndGate& gate : aig.ands) {
    for (const Literal fanin : {gate.fanin0, gate.fanin1}) {
      fanouts.inverted[variable_of(fanin)] += is_inverted(fanin) ? 1 : 0;
    }
  }
  for (const Literal output : aig.outputs) ++fanouts.outputs[variable_of(output)];
  return fanouts;
}

std::vector<uint32_t> gate_fanouts(const Aig& aig) {
  std::vector<uint32_t> fanouts(static_cast<size_t>(aig.variables()));
  for (const AndGate& gate : aig.ands) {
    ++fanouts[variable_of(gate.fanin0)];
    ++fanouts[variable_of(gate.fanin1)];
  }
  return fanouts;
}

std::vector<char> reaches_output(const Aig& aig) {
  std::vector<char> reaches(static_cast<size_t>(aig.variables()), 0);
  for (const Literal output : aig.outputs) reaches[variable_of(output)] = 1;
  for (auto variable = static_cast<uint32_t>(aig.variables() - 1); aig.is_and(variable);
       --variable) {
    if (reaches[variable] == 0) continue;
    reaches[variable_of(aig.gate(variable).fanin0)] = 1;
    reaches[variable_of(aig.gate(variable).fanin1)] = 1;
  }
  return reaches;
}

}  // namespace heddle
