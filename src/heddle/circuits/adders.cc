#include "heddle/circuits/adders.h"

#include "heddle/base/error.h"
#include "heddle/circuits/aig_structure.h"

#include <algorithm>
#include <bit>
#include <initializer_list>
#include <tuple>

namespace heddle {
namespace {

constexpr int64_t kMaxAddersPerVariable = 16;

enum class PartKind : uint8_t { kNone, kSum, kCarry };
using KindOfTable = std::array<PartKind, 256>;

constexpr KindOfTable kind_of_table(std::initializer_list<uint8_t> sums,
                                    std::initializer_list<uint8_t> carries) {
  KindOfTable kinds{};
  for (const uint8_t table : sums) kinds[table] = PartKind::kSum;
  for (const uint8_t table : carries) kinds[table] = PartKind::kCarry;
  return kinds;
}
constexpr KindOfTable kHalfAdder =
    kind_of_table({0x66, 0x99}, {0x88, 0x44, 0x22, 0x11, 0x77, 0xBB, 0xDD, 0xEE});
constexpr KindOfTable kFullAdder =
    kind_of_table({0x96, 0x69}, {0xE8, 0xD4, 0xB2, 0x71, 0x8E, 0x4D, 0x2B, 0x17});

PartKind kind_of(const Cut& cut) {
  if (cut.size < 2) return PartKind::kNone;
  return (cut.size == 2 ? kHalfAdder : kFullAdder)[cut.table];
}

// Parts by their leaves: chains of a hash table. Leaves are close to what they determine, so the
// slot is close to the last leaf: neighbours in the circuit share cache lines here. Where very many
// sets have the same last leaf, such as a signal that inverts a wide number, slots are anywhere.
class PartsByLeaves {
 public:
  explicit PartsByLeaves(std::span<const AdderPart> parts)
      : parts_(parts), first_(std::bit_ceil(parts.size() + 1)), next_(parts.size()) {
    if (!link()) {
      spread_ = first_.size();
      link();
    }
  }

  template <class Visit>
  void visit(const std::array<uint32_t, 3>& leaves, const Visit& visit) const {
    for (uint32_t i = first_[slot_of(leaves)]; i != kEnd; i = next_[i]) {
      const std::array<uint32_t, 3>& found = parts_[i].leaves;
      if (found[0] == leaves[0] && found[1] == leaves[1] && found[2] == leaves[2]) {
        visit(parts_[i]);
      }
    }
  }

 private:
  static constexpr uint32_t kEnd = UINT32_MAX;
  static constexpr uint8_t kLongChain = 32;

  // False if a chain gets long.
  bool link() {
    std::fill(first_.begin(), first_.end(), kEnd);
    std::vector<uint8_t> lengths(first_.size());
    bool short_chains = true;
    for (size_t i = 0; i < parts_.size(); ++i) {
      const size_t slot = slot_of(parts_[i].leaves);
      next_[i] = first_[slot];
      first_[slot] = static_cast<uint32_t>(i);
      if (lengths[slot] < kLongChain) ++lengths[slot];
      short_chains = short_chains && lengths[slot] < kLongChain;
    }
    return short_chains;
  }

  size_t slot_of(const std::array<uint32_t, 3>& leaves) const {
    const size_t last = leaves[2] != kNoLeaf ? leaves[2] : leaves[1];
    const uint64_t key = (uint64_t{leaves[0]} << 32 | leaves[1]) * 0x9E3779B97F4A7C15U;
    return (last + (key >> 32) % spread_) & (first_.size() - 1);
  }

  std::span<const AdderPart> parts_;
  std::vector<uint32_t> first_, next_;
  size_t spread_ = 4096;  // how far from the last leaf
};

class AdderScanner {
 public:
  explicit AdderScanner(const Aig& aig) : aig_(aig) {}

  AdderScan scan() {
    scan_.xor_set.resize(static_cast<size_t>(aig_.variables()));
    CutEnumerator cuts(aig_);
    for (uint32_t variable = aig_.first_and(); variable < aig_.variables(); ++variable) {
      add_parts(variable, cuts.next());
    }
    pair_parts();
    return std::move(scan_);
  }

 private:
  void add_parts(uint32_t variable, std::span<const Cut> cuts) {
    const Cut* first_xor = nullptr;
    for (const Cut& cut : cuts) {
      const PartKind kind = kind_of(cut);
      if (kind == PartKind::kNone) continue;
      (kind == PartKind::kSum ? scan_.sums : carries_).push_back({cut.leaves, variable, cut.table});
      if (kind == PartKind::kSum && (first_xor == nullptr || cut.size < first_xor->size)) {
        first_xor = &cut;
      }
    }
    if (first_xor == nullptr) return;
    scan_.xor_set[variable] = 1;
    for (int i = 0; i < first_xor->size; ++i) {
      scan_.xor_set[first_xor->leaves[static_cast<size_t>(i)]] = 1;
    }
  }

  void pair_parts() {
    const PartsByLeaves sums(scan_.sums);
    for (const AdderPart& carry : carries_) {
      sums.visit(carry.leaves, [&](const AdderPart& sum) {
        scan_.adders.push_back(
            {sum.variable, carry.variable, carry.leaves, sum.table, carry.table});
      });
      if (static_cast<int64_t>(scan_.adders.size()) > kMaxAddersPerVariable * aig_.variables()) {
        fail(ErrorKind::kUnsupported,
             "adders: more than {} per variable, need a circuit without repeated gates",
             kMaxAddersPerVariable);
      }
    }
    std::sort(scan_.adders.begin(), scan_.adders.end(), [](const Adder& a, const Adder& b) {
      return std::tie(a.sum, a.carry, a.leaves) < std::tie(b.sum, b.carry, b.leaves);
    });
  }

  const Aig& aig_;
  std::vector<AdderPart> carries_;
  AdderScan scan_;
};

// Marks what lies between the leaves of full adders and their sums and carries.
class FullAdderCones {
 public:
  explicit FullAdderCones(const Aig& aig)
      : aig_(aig),
        visited_(static_cast<size_t>(aig.variables())),
        inside_(static_cast<size_t>(aig.variables())) {}

  void add(const Adder& adder) {
    for (const uint32_t leaf : adder.leaves) visited_[leaf] = 1;
    stack_.assign({adder.sum, adder.carry});
    while (!stack_.empty()) {
      const uint32_t variable = stack_.back();
      stack_.pop_back();
      if (visited_[variable] != 0) continue;
      visited_[variable] = inside_[variable] = 1;
      if (!aig_.is_and(variable)) continue;
      stack_.push_back(variable_of(aig_.gate(variable).fanin0));
      stack_.push_back(variable_of(aig_.gate(variable).fanin1));
    }
  }
  bool contain(uint32_t variable) const { return inside_[variable] != 0; }

 private:
  const Aig& aig_;
  std::vector<uint8_t> visited_, inside_;
  std::vector<uint32_t> stack_;
};

bool reads(const Aig& aig, uint32_t variable, uint32_t fanin) {
  if (!aig.is_and(variable)) return false;
  const AndGate& gate = aig.gate(variable);
  return variable_of(gate.fanin0) == fanin || variable_of(gate.fanin1) == fanin;
}

}  // namespace

AdderScan scan_adders(const Aig& aig) { return AdderScanner(aig).scan(); }

std::vector<Adder> adder_forest(const Aig& aig, std::span<const Adder> adders) {
  const Fanouts fanouts = count_fanouts(aig);
  std::vector<Adder> forest;
  for (const Adder& adder : adders) {
    const uint32_t readers = fanouts.gates[adder.carry] + fanouts.outputs[adder.carry];
    const bool private_carry = readers == 1 && reads(aig, adder.sum, adder.carry);
    if (adder.is_full() || !private_carry) forest.push_back(adder);
  }
  FullAdderCones cones(aig);
  for (const Adder& adder : forest) {
    if (adder.is_full()) cones.add(adder);
  }
  std::erase_if(forest, [&cones](const Adder& adder) {
    return !adder.is_full() && cones.contain(adder.sum) && cones.contain(adder.carry);
  });
  return forest;
}

}  // namespace heddle
