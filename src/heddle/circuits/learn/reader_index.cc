#include "heddle/circuits/learn/reader_index.h"

#include "heddle/base/error.h"

#include <limits>

namespace heddle {
namespace {

// Calls visit(variable read, 2 * reading node + inverted) in the order of reading nodes.
template <class Visit>
void for_each_read(const Aig& aig, const Visit& visit) {
  const auto read = [&](Literal fanin, int64_t node) {
    if (!aig.is_and(variable_of(fanin))) return;
    visit(variable_of(fanin), static_cast<uint32_t>(2 * node + (is_inverted(fanin) ? 1 : 0)));
  };
  int64_t node = aig.inputs;
  for (const AndGate& gate : aig.ands) {
    read(gate.fanin0, node);
    read(gate.fanin1, node);
    ++node;
  }
  for (const Literal output : aig.outputs) read(output, node++);
}

}  // namespace

ReaderIndex::ReaderIndex(const Aig& aig) : offsets_(static_cast<size_t>(aig.variables()) + 1) {
  const uint64_t most_reads = 2 * aig.ands.size() + aig.outputs.size();
  if (most_reads > std::numeric_limits<uint32_t>::max()) {
    fail(ErrorKind::kUnsupported, "circuit: {} ANDs read too often for an index of 32 bits",
         aig.ands.size());
  }
  // Counted two places on, so that filling leaves the offsets right.
  for_each_read(aig, [this](uint32_t variable, uint32_t) {
    if (variable + 2 < offsets_.size()) ++offsets_[variable + 2];
  });
  for (size_t i = 1; i < offsets_.size(); ++i) offsets_[i] += offsets_[i - 1];
  readers_.resize(most_reads);
  for_each_read(aig, [this](uint32_t variable, uint32_t reader) {
    readers_[offsets_[variable + 1]++] = reader;
  });
  readers_.resize(offsets_.back());
}

}  // namespace heddle
