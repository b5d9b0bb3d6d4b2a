#include "heddle/ir/slot_index.h"

#include "heddle/ir/op_def.h"

namespace heddle {

void SlotIndex::follow() {
  for (size_t i = reads_.size(); i < program_->slots.size(); ++i) {
    slots_.emplace(program_->slots[i].name, static_cast<int32_t>(i));
    reads_.push_back(kNoValue);
    written_.push_back(false);
  }
  for (; known_nodes_ < program_->nodes.size(); ++known_nodes_) {
    const Node& node = program_->nodes[known_nodes_];
    if (node.op != &kState) continue;
    const auto slot = slots_.find(node.attributes.text("slot"));
    if (slot == slots_.end()) continue;
    Value& read = reads_[static_cast<size_t>(slot->second)];
    if (!read.present()) read = {static_cast<int32_t>(known_nodes_), 0};
  }
  for (; known_updates_ < program_->updates.size(); ++known_updates_) {
    const auto slot = static_cast<size_t>(program_->updates[known_updates_].slot);
    if (slot < written_.size()) written_[slot] = true;
  }
}

int32_t SlotIndex::find(std::string_view name) {
  follow();
  const auto slot = slots_.find(std::string(name));
  return slot == slots_.end() ? -1 : slot->second;
}

Value SlotIndex::read_of(int32_t slot) {
  follow();
  return reads_[static_cast<size_t>(slot)];
}

bool SlotIndex::is_written(int32_t slot) {
  follow();
  return written_[static_cast<size_t>(slot)];
}

}  // namespace heddle
