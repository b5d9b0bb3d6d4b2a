#include "tests/circuits/reference_labels.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <tuple>

namespace heddle::test {
namespace {

enum class ReferenceKind { kNone, kXor, kCarry };

// The value of a cut where the leaves of a larger set have the bits of `row`.
bool value_at(const ReferenceCut& cut, const Leaves& larger, size_t row) {
  size_t own = 0;
  for (size_t i = 0; i < cut.leaves.size(); ++i) {
    const auto at = std::find(larger.begin(), larger.end(), cut.leaves[i]) - larger.begin();
    own |= (row >> at & 1) << i;
  }
  return cut.table[own];
}

std::vector<ReferenceCut> cuts_of_gate(const AndGate& gate,
                                       const std::vector<std::vector<ReferenceCut>>& known,
                                       uint32_t variable, size_t most_cuts) {
  std::vector<ReferenceCut> cuts = {{{variable}, {false, true}}};
  for (const ReferenceCut& a : known[variable_of(gate.fanin0)]) {
    for (const ReferenceCut& b : known[variable_of(gate.fanin1)]) {
      std::set<uint32_t> both(a.leaves.begin(), a.leaves.end());
      both.insert(b.leaves.begin(), b.leaves.end());
      ReferenceCut cut{{both.begin(), both.end()}, {}};
      const bool is_known = std::any_of(cuts.begin(), cuts.end(), [&](const ReferenceCut& other) {
        return other.leaves == cut.leaves;
      });
      if (cut.leaves.size() > 3 || is_known || cuts.size() > most_cuts) continue;
      for (size_t row = 0; row < size_t{1} << cut.leaves.size(); ++row) {
        cut.table.push_back(value_at(a, cut.leaves, row) != is_inverted(gate.fanin0) &&
                            value_at(b, cut.leaves, row) != is_inverted(gate.fanin1));
      }
      cuts.push_back(cut);
    }
  }
  return cuts;
}

// Whether the table is that of `function` with any leaves and the result inverted.
bool is_any_polarity(const std::vector<bool>& table, size_t leaves,
                     const std::function<bool(size_t ones)>& function) {
  for (size_t polarity = 0; polarity < size_t{1} << leaves; ++polarity) {
    for (const bool invert : {false, true}) {
      bool same = true;
      for (size_t row = 0; row < table.size(); ++row) {
        const auto ones = static_cast<size_t>(__builtin_popcountll(row ^ polarity));
        same = same && table[row] == (function(ones) != invert);
      }
      if (same) return true;
    }
  }
  return false;
}

ReferenceKind kind_of(const ReferenceCut& cut) {
  const size_t leaves = cut.leaves.size();
  if (leaves < 2) return ReferenceKind::kNone;
  if (is_any_polarity(cut.table, leaves, [](size_t ones) { return ones % 2 == 1; })) {
    return ReferenceKind::kXor;
  }
  return is_any_polarity(cut.table, leaves, [](size_t ones) { return ones >= 2; })
             ? ReferenceKind::kCarry
             : ReferenceKind::kNone;
}

// By leaf set; each variable once.
using Parts = std::map<Leaves, std::vector<uint32_t>>;

std::vector<ReferenceAdder> all_pairs(const Parts& sums, const Parts& carries) {
  std::vector<ReferenceAdder> adders;
  for (const auto& [leaves, of_leaves] : sums) {
    const auto found = carries.find(leaves);
    if (found == carries.end()) continue;
    for (const uint32_t sum : of_leaves) {
      for (const uint32_t carry : found->second) adders.push_back({sum, carry, leaves});
    }
  }
  std::sort(adders.begin(), adders.end(), [](const ReferenceAdder& a, const ReferenceAdder& b) {
    return std::tie(a.sum, a.carry) != std::tie(b.sum, b.carry)
               ? std::tie(a.sum, a.carry) < std::tie(b.sum, b.carry)
               // two leaves as three whose last is the largest number
               : std::tuple(a.leaves[0], a.leaves[1], a.leaves.size() == 3 ? a.leaves[2] : ~0U) <
                     std::tuple(b.leaves[0], b.leaves[1], b.leaves.size() == 3 ? b.leaves[2] : ~0U);
  });
  return adders;
}

int64_t readers_of(const Aig& aig, uint32_t variable) {
  int64_t readers = 0;
  for (const AndGate& gate : aig.ands) {
    readers += variable_of(gate.fanin0) == variable ? 1 : 0;
    readers += variable_of(gate.fanin1) == variable ? 1 : 0;
  }
  for (const Literal output : aig.outputs) readers += variable_of(output) == variable ? 1 : 0;
  return readers;
}

bool reads_variable(const Aig& aig, uint32_t reader, uint32_t variable) {
  return variable_of(aig.gate(reader).fanin0) == variable ||
         variable_of(aig.gate(reader).fanin1) == variable;
}

std::vector<ReferenceAdder> forest_of(const Aig& aig, const std::vector<ReferenceAdder>& adders) {
  std::vector<ReferenceAdder> rest;
  for (const ReferenceAdder& adder : adders) {
    const bool inner = adder.leaves.size() == 2 && readers_of(aig, adder.carry) == 1 &&
                       reads_variable(aig, adder.sum, adder.carry);
    if (!inner) rest.push_back(adder);
  }
  std::set<uint32_t> visited, inside;
  const std::function<void(uint32_t)> walk = [&](uint32_t variable) {
    if (!visited.insert(variable).second) return;
    inside.insert(variable);
    if (!aig.is_and(variable)) return;
    walk(variable_of(aig.gate(variable).fanin0));
    walk(variable_of(aig.gate(variable).fanin1));
  };
  for (const ReferenceAdder& adder : rest) {
    if (adder.leaves.size() != 3) continue;
    visited.insert(adder.leaves.begin(), adder.leaves.end());
    walk(adder.sum);
    walk(adder.carry);
  }
  std::erase_if(rest, [&](const ReferenceAdder& adder) {
    return adder.leaves.size() == 2 && inside.contains(adder.sum) && inside.contains(adder.carry);
  });
  return rest;
}

// GAMORA's two sets, for every variable from 1 on and every output.
void name_all(const Aig& aig, ReferenceLabels& labels) {
  for (uint32_t variable = 1; variable < aig.variables(); ++variable) {
    uint8_t root = 3;
    bool in_adder = false;
    for (const ReferenceAdder& adder : labels.forest) {
      if (root == 3 && adder.sum == variable) root = 2;
      if (root == 3 && adder.carry == variable) root = 1;
      in_adder = in_adder || adder.sum == variable || adder.carry == variable ||
                 std::count(adder.leaves.begin(), adder.leaves.end(), variable) != 0;
    }
    const bool in_xor = labels.xor_set[variable];
    const int shared = in_adder && in_xor ? 2 : in_adder ? 3 : in_xor ? 4 : 1;
    labels.root.push_back(aig.is_input(variable) ? 4 : root);
    labels.shared.push_back(static_cast<uint8_t>(aig.is_input(variable) ? 5 : shared));
  }
  labels.root.resize(labels.root.size() + aig.outputs.size(), 0);
  labels.shared.resize(labels.shared.size() + aig.outputs.size(), 0);
}

}  // namespace

ReferenceLabels reference_labels(const Aig& aig, size_t most_cuts) {
  ReferenceLabels labels;
  labels.cuts.push_back({{{}, {false}}});
  labels.xor_set.resize(static_cast<size_t>(aig.variables()));
  Parts sums, carries;
  for (uint32_t variable = 1; variable < aig.variables(); ++variable) {
    if (aig.is_input(variable)) {
      labels.cuts.push_back({{{variable}, {false, true}}});
      continue;
    }
    labels.cuts.push_back(cuts_of_gate(aig.gate(variable), labels.cuts, variable, most_cuts));
    const ReferenceCut* xor_cut = nullptr;
    for (const ReferenceCut& cut : labels.cuts.back()) {
      const ReferenceKind kind = kind_of(cut);
      if (kind == ReferenceKind::kXor) sums[cut.leaves].push_back(variable);
      if (kind == ReferenceKind::kCarry) carries[cut.leaves].push_back(variable);
      const bool first = xor_cut == nullptr || cut.leaves.size() < xor_cut->leaves.size();
      if (kind == ReferenceKind::kXor && first) xor_cut = &cut;
    }
    if (xor_cut == nullptr) continue;
    labels.xor_set[variable] = true;
    for (const uint32_t leaf : xor_cut->leaves) labels.xor_set[leaf] = true;
  }
  labels.adders = all_pairs(sums, carries);
  labels.forest = forest_of(aig, labels.adders);
  name_all(aig, labels);
  return labels;
}

}  // namespace heddle::test
