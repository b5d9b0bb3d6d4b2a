// All cuts of at most three leaves of every gate, with the functions that they compute.
#pragma once

#include "heddle/circuits/aig.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace heddle {

inline constexpr uint32_t kNoLeaf = UINT32_MAX;

// A set of variables that determines a variable: every path from the inputs to it meets a leaf.
struct Cut {
  std::array<uint32_t, 3> leaves = {kNoLeaf, kNoLeaf, kNoLeaf};  // ascending, kNoLeaf behind them
  uint8_t size = 0;
  // Bit i is the value of the variable where leaf k has bit k of i: leaves are 0xAA, 0xCC, 0xF0.
  // Where one leaf depends on others, bits of impossible i depend on how the cut was found.
  uint8_t table = 0;
  uint16_t signature = 0;  // one of 16 bits for each leaf: more bits than three, more leaves too
};

// Goes through the ANDs in variable order (Cong, Wu, Ding 1999: cuts of a gate are unions of a cut
// of each fan-in). The order of a gate's cuts is part of the label rule: the trivial cut first,
// then those of fan-in 0 times those of fan-in 1 in their order, the first of each set of leaves.
//
// Linear time: a gate keeps its first kMaxCuts cuts; multipliers have at most 13. Memory: a list of
// cuts lives until its last reader has gone by, so it holds a front of the circuit beside nine
// bytes per variable.
class CutEnumerator {
 public:
  static constexpr int64_t kMaxCuts = 64;

  explicit CutEnumerator(const Aig& aig);  // borrows it

  // The cuts of the next AND, without the trivial one; the view holds until the next call.
  std::span<const Cut> next();

  // How many cuts memory was taken for, at any time.
  int64_t slots() const { return static_cast<int64_t>(pool_.size()); }

 private:
  static constexpr int64_t kBlockCuts = 4;  // a cache line
  static constexpr int64_t kMaxBlocks = kMaxCuts / kBlockCuts;

  // The cuts of a fan-in, the trivial one among them, copied to `target`.
  std::span<const Cut> load(Literal fanin, Cut* target) const;
  void store(uint32_t variable);
  void release(uint32_t variable);
  void add_union(const Cut& a, const Cut& b);

  const Aig& aig_;
  uint32_t variable_;
  std::vector<uint32_t> readers_;       // [variables] gates that have not read it yet
  std::vector<uint32_t> first_blocks_;  // [variables]
  std::vector<uint8_t> counts_;         // [variables] stored cuts
  std::vector<Cut> pool_;               // blocks
  std::array<std::vector<uint32_t>, kMaxBlocks + 1> free_;  // first blocks, by how many follow
  std::array<Cut, kMaxCuts + 1> fanin0_, fanin1_;
  std::array<Cut, kMaxCuts> found_;
  int64_t found_count_ = 0;
};

}  // namespace heddle
