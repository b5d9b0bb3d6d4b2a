// Who reads a gate: the fan-ins of a circuit the other way round.
#pragma once

#include "heddle/circuits/aig.h"
#include "heddle/circuits/learn/fanin_relations.h"

#include <cstdint>
#include <span>
#include <vector>

namespace heddle {

// Readers of ANDs only: inputs of wide circuits have as many as the whole has rows. Eight bytes per
// gate and four per node.
class ReaderIndex {
 public:
  // Throws Unsupported for 2^30 nodes or more.
  ReaderIndex(const Aig& aig, const FaninRelations& relations);

  // Of an AND or, with nothing to say, of any other variable: 4 * node (as in circuit_graph) plus
  // the relation of the fan-in, ascending.
  std::span<const uint32_t> of(uint32_t variable) const {
    return std::span(readers_).subspan(offsets_[variable],
                                       offsets_[variable + 1] - offsets_[variable]);
  }

 private:
  std::vector<uint32_t> offsets_;  // [variables + 1]
  std::vector<uint32_t> readers_;
};

}  // namespace heddle
