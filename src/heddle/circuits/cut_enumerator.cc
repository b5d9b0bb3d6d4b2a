#include "heddle/circuits/cut_enumerator.h"

#include "heddle/circuits/aig_structure.h"

#include <algorithm>

namespace heddle {
namespace {

constexpr uint8_t kFirstLeafTable = 0xAA;

Cut trivial_cut(uint32_t variable) {
  return {{variable, kNoLeaf, kNoLeaf},
          1,
          kFirstLeafTable,
          static_cast<uint16_t>(1U << (variable % 16))};
}

// moved[places][table]: the table of a cut whose leaves become the leaves `places` (a bit each) of
// a larger one.
using MovedTables = std::array<std::array<uint8_t, 256>, 8>;

constexpr MovedTables moved_tables() {
  MovedTables moved{};
  for (unsigned places = 0; places < 8; ++places) {
    for (unsigned table = 0; table < 256; ++table) {
      for (unsigned row = 0; row < 8; ++row) {
        unsigned own_row = 0, leaf = 0;
        for (unsigned place = 0; place < 3; ++place) {
          if ((places >> place & 1) != 0) own_row |= (row >> place & 1) << leaf++;
        }
        moved[places][table] |= static_cast<uint8_t>((table >> own_row & 1) << row);
      }
    }
  }
  return moved;
}
constexpr MovedTables kMovedTables = moved_tables();

// Without a call: there is an instruction for it, but not on every x86-64.
bool has_more_than_three_bits(unsigned bits) {
  for (int i = 0; i < 3; ++i) bits &= bits - 1;
  return bits != 0;
}

// As ==, which calls memcmp for three words.
bool same_leaves(const Cut& a, const Cut& b) {
  return a.leaves[0] == b.leaves[0] && a.leaves[1] == b.leaves[1] && a.leaves[2] == b.leaves[2];
}

}  // namespace

CutEnumerator::CutEnumerator(const Aig& aig)
    : aig_(aig),
      variable_(aig.first_and()),
      readers_(gate_fanouts(aig)),
      first_blocks_(static_cast<size_t>(aig.variables())),
      counts_(static_cast<size_t>(aig.variables())) {}

std::span<const Cut> CutEnumerator::next() {
  const AndGate& gate = aig_.gate(variable_);
  const std::span<const Cut> cuts0 = load(gate.fanin0, fanin0_.data());
  const std::span<const Cut> cuts1 = load(gate.fanin1, fanin1_.data());
  found_count_ = 0;
  for (const Cut& a : cuts0) {
    for (const Cut& b : cuts1) {
      const unsigned signature = a.signature | b.signature;
      if (!has_more_than_three_bits(signature)) add_union(a, b);
    }
  }
  release(variable_of(gate.fanin0));
  release(variable_of(gate.fanin1));
  if (readers_[variable_] != 0) store(variable_);
  ++variable_;
  return {found_.data(), static_cast<size_t>(found_count_)};
}

void CutEnumerator::add_union(const Cut& a, const Cut& b) {
  Cut cut;
  unsigned places_a = 0, places_b = 0;
  size_t i = 0, j = 0;
  while (i < a.size || j < b.size) {
    if (cut.size == 3) return;
    const uint32_t leaf_a = i < a.size ? a.leaves[i] : kNoLeaf;
    const uint32_t leaf_b = j < b.size ? b.leaves[j] : kNoLeaf;
    const unsigned place = 1U << cut.size;
    cut.leaves[cut.size++] = std::min(leaf_a, leaf_b);
    if (leaf_a <= leaf_b) places_a |= place, ++i;
    if (leaf_b <= leaf_a) places_b |= place, ++j;
  }
  for (int64_t k = 0; k < found_count_; ++k) {
    if (same_leaves(found_[static_cast<size_t>(k)], cut)) return;
  }
  if (found_count_ == kMaxCuts) return;
  cut.table = kMovedTables[places_a][a.table] & kMovedTables[places_b][b.table];
  cut.signature = a.signature | b.signature;
  found_[static_cast<size_t>(found_count_++)] = cut;
}

std::span<const Cut> CutEnumerator::load(Literal fanin, Cut* target) const {
  const uint32_t variable = variable_of(fanin);
  // The constant is determined by no leaf at all.
  target[0] = variable == 0 ? Cut() : trivial_cut(variable);
  const int64_t count = counts_[variable];
  std::copy_n(pool_.data() + first_blocks_[variable] * kBlockCuts, count, target + 1);
  if (is_inverted(fanin)) {
    for (int64_t i = 0; i <= count; ++i) target[i].table = static_cast<uint8_t>(~target[i].table);
  }
  return {target, static_cast<size_t>(count + 1)};
}

void CutEnumerator::store(uint32_t variable) {
  const auto blocks = static_cast<size_t>((found_count_ + kBlockCuts - 1) / kBlockCuts);
  if (free_[blocks].empty()) {
    first_blocks_[variable] = static_cast<uint32_t>(pool_.size() / kBlockCuts);
    pool_.resize(pool_.size() + blocks * kBlockCuts);
  } else {
    first_blocks_[variable] = free_[blocks].back();
    free_[blocks].pop_back();
  }
  counts_[variable] = static_cast<uint8_t>(found_count_);
  std::copy_n(found_.data(), found_count_, pool_.data() + first_blocks_[variable] * kBlockCuts);
}

void CutEnumerator::release(uint32_t variable) {
  if (--readers_[variable] != 0 || counts_[variable] == 0) return;
  const auto blocks = static_cast<size_t>((counts_[variable] + kBlockCuts - 1) / kBlockCuts);
  free_[blocks].push_back(first_blocks_[variable]);
  counts_[variable] = 0;
}

}  // namespace heddle
