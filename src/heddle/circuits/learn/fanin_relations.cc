#include "heddle/circuits/learn/fanin_relations.h"

#include "heddle/circuits/aig_structure.h"

namespace heddle {

FaninRelations::FaninRelations(const Aig& aig, CircuitEdges edges) : aig_(aig), edges_(edges) {
  if (edges == CircuitEdges::kUntyped) return;
  early_.resize(aig.ands.size());
  const std::vector<int32_t> level = levels(aig);
  for (size_t i = 0; i < aig.ands.size(); ++i) {
    const int32_t own = level[static_cast<size_t>(aig.first_and()) + i];
    const auto early = [&](Literal fanin) { return own - level[variable_of(fanin)] > 1 ? 1 : 0; };
    early_[i] = static_cast<uint8_t>(early(aig.ands[i].fanin0) | early(aig.ands[i].fanin1) << 1);
  }
}

}  // namespace heddle
