#include "heddle/circuits/learn/reader_index.h"

#include "heddle/base/error.h"

namespace heddle {
namespace {

constexpr int64_t kMostNodes = int64_t{1} << 30;

// Calls visit(variable read, 4 * reading node + relation) in the order of reading nodes.
template <class Visit>
void for_each_read(const Aig& aig, const FaninRelations& relations, const Visit& visit) {
  for_each_fanin(aig, [&](Literal fanin, int64_t node, int which) {
    if (!aig.is_and(variable_of(fanin))) return;
    const int32_t relation = relations.of(fanin, node, which);
    visit(variable_of(fanin), static_cast<uint32_t>(kReaderBit * node + relation));
  });
}

}  // namespace

ReaderIndex::ReaderIndex(const Aig& aig, const FaninRelations& relations)
    : offsets_(static_cast<size_t>(aig.variables()) + 2) {
  if (circuit_nodes(aig) >= kMostNodes) {
    fail(ErrorKind::kUnsupported,
         "circuit: {} nodes, a model that hears readers takes less than {}", circuit_nodes(aig),
         kMostNodes);
  }
  // Counted two places on, so that filling leaves the offsets right.
  for_each_read(aig, relations, [this](uint32_t variable, uint32_t) { ++offsets_[variable + 2]; });
  for (size_t i = 1; i < offsets_.size(); ++i) offsets_[i] += offsets_[i - 1];
  readers_.resize(offsets_.back());
  offsets_.pop_back();
  for_each_read(aig, relations, [this](uint32_t variable, uint32_t reader) {
    readers_[offsets_[variable + 1]++] = reader;
  });
}

}  // namespace heddle
