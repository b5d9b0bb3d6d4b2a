// Values are grouped by *base*: the value whose memory an alias, an in-place result or a slot
// update shares. A base lives from the step that writes it to the last step that reads any of its
// group. Steps run in order on one stream, so the partial order of reads and writes is the list.
// What lies in the arena is collected as ranges first; they get their offsets together at the end.

#include "heddle/planner/memory_plan.h"

#include "heddle/base/error.h"
#include "heddle/ops/slice_columns.h"
#include "heddle/ops/transpose.h"
#include "heddle/planner/arena_packing.h"
#include "heddle/planner/once_keys.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <map>

namespace heddle {
namespace {

constexpr int32_t kForever = std::numeric_limits<int32_t>::max();

class MemoryPlanner {
 public:
  explicit MemoryPlanner(Plan& plan) : plan_(plan), program_(plan.program) {}

  void run() {
    place_sources();
    find_last_reads();
    place_once_steps();
    place_steps();
    place_ranges();
    for (const Slot& slot : program_.slots) plan_.state_bytes += slot.type.bytes();
    list_state_copies();
  }

 private:
  Storage& storage(Value value) {
    return plan_.storage[static_cast<size_t>(value.node)][static_cast<size_t>(value.result)];
  }
  int32_t& last_read(Value value) {
    return last_read_[static_cast<size_t>(value.node)][static_cast<size_t>(value.result)];
  }

  void place_sources() {
    for (const Node& node : program_.nodes) {
      plan_.storage.emplace_back(node.results.size());
      last_read_.emplace_back(node.results.size(), -1);
      for (size_t r = 0; r < node.results.size(); ++r) {
        plan_.storage.back()[r].stride = node.results[r].stored_cols();
      }
    }
    std::map<std::string_view, int32_t> slots;
    for (size_t i = 0; i < program_.slots.size(); ++i) {
      slots[program_.slots[i].name] = static_cast<int32_t>(i);
    }
    reads_of_slot_.resize(program_.slots.size());
    for (size_t i = 0; i < program_.nodes.size(); ++i) {
      const Node& node = program_.nodes[i];
      const Value value = {static_cast<int32_t>(i), 0};
      if (node.op == &kInput) storage(value).place = Place::kBound;
      if (node.op->is_source) storage(value).source = value;
      if (node.op == &kState) {
        storage(value).place = Place::kState;
        const int32_t slot = slots.at(node.attributes.text("slot"));
        storage(value).slot = slot;
        reads_of_slot_[static_cast<size_t>(slot)].push_back(value);
      }
    }
    for (const Update& update : program_.updates) slot_updated_by_[update.value] = update.slot;
  }

  // The value that owns the memory of an alias.
  Value base_of(Value value) const {
    while (program_.node(value).op->is_alias) value = program_.node(value).operands[0];
    return value;
  }

  void find_last_reads() {
    for (size_t s = 0; s < plan_.steps.size(); ++s) {
      for (const Value operand : node_of(plan_.steps[s]).operands) {
        if (operand.present()) last_read(base_of(operand)) = static_cast<int32_t>(s);
      }
    }
    for (const Output& output : program_.outputs) last_read(base_of(output.value)) = kForever;
    for (const Update& update : program_.updates) last_read(base_of(update.value)) = kForever;
  }

  const Node& node_of(const Step& step) const {
    return program_.nodes[static_cast<size_t>(step.node)];
  }

  // An alias takes over its base's place; aliases stand anywhere between steps.
  void place_alias(int32_t index) {
    const Node& node = program_.nodes[static_cast<size_t>(index)];
    Storage& alias = plan_.storage[static_cast<size_t>(index)][0];
    alias = storage(node.operands[0]);
    if (node.op == &kTranspose) alias.transposed = !alias.transposed;
    if (node.op == &kSliceColumns) alias.column_offset += node.attributes.integer("begin");
  }

  void place_aliases_before(int32_t index) {
    for (; next_alias_ < index; ++next_alias_) {
      if (program_.nodes[static_cast<size_t>(next_alias_)].op->is_alias) place_alias(next_alias_);
    }
  }

  void place_once_steps() {
    const std::vector<std::string> keys = once_keys(plan_);
    // Workspaces of once-steps lie in the arena before any step uses it.
    for (Step& step : plan_.once_steps) {
      place_aliases_before(step.node);
      for (size_t r = 0; r < node_of(step).results.size(); ++r) {
        const Value value = {step.node, static_cast<int32_t>(r)};
        place_fresh(value, Place::kOnce);
        storage(value).once_value = static_cast<int32_t>(plan_.once_values.size());
        const int64_t bytes = program_.type(value).bytes();
        plan_.once_values.push_back(
            {fmt::format("{}.{}", keys[static_cast<size_t>(step.node)], r), bytes});
        plan_.once_bytes += bytes;
      }
      once_workspace_bytes_ = std::max(once_workspace_bytes_, step.cost.workspace_bytes);
    }
    next_alias_ = 0;
  }

  // A value in memory of its own, without an offset yet.
  void place_fresh(Value value, Place place) {
    storage(value).place = place;
    if (program_.type(value).form == Form::kCsr) storage(value).source = structure_of(value);
  }

  // Until place_ranges(), offsets in the arena are numbers of ranges.
  int64_t open_range(int64_t bytes, int32_t s) {
    bytes = (bytes + kAlignment - 1) / kAlignment * kAlignment;
    ranges_.push_back({bytes, s, kForever});
    live_bytes_ += bytes;
    return static_cast<int64_t>(ranges_.size()) - 1;
  }

  void close_range(int64_t number, int32_t s) {
    ArenaRange& range = ranges_[static_cast<size_t>(number)];
    range.last = s;
    live_bytes_ -= range.bytes;
  }

  void place_ranges() {
    const ArenaPacking packing = pack_arena(ranges_);
    const auto set_offset = [&](int64_t& offset) {
      offset = packing.offsets[static_cast<size_t>(offset)];
    };
    for (size_t i = 0; i < program_.nodes.size(); ++i) {
      for (size_t r = 0; r < plan_.storage[i].size(); ++r) {
        const Value value = base_of({static_cast<int32_t>(i), static_cast<int32_t>(r)});
        Storage& place = plan_.storage[i][r];
        if (place.place == Place::kArena && program_.type(value).bytes() > 0) {
          set_offset(place.offset);
        }
      }
    }
    for (Step& step : plan_.steps) {
      if (step.cost.workspace_bytes > 0) set_offset(step.workspace_offset);
    }
    plan_.arena_bytes = std::max(packing.bytes, once_workspace_bytes_);
  }

  // A csr result has the structure of the csr operand it was computed from.
  Value structure_of(Value value) {
    for (const Value operand : program_.node(value).operands) {
      if (operand.present() && program_.type(operand).form == Form::kCsr) {
        return storage(operand).source;
      }
    }
    check(false, "memory plan: a csr result needs a csr operand");
    return kNoValue;
  }

  void place_steps() {
    std::vector<int32_t> producer(program_.nodes.size(), -1);
    for (size_t s = 0; s < plan_.steps.size(); ++s) {
      Step& step = plan_.steps[s];
      place_aliases_before(step.node);
      for (size_t r = 0; r < node_of(step).results.size(); ++r) {
        place_result({step.node, static_cast<int32_t>(r)}, step, static_cast<int32_t>(s));
      }
      place_workspace(step, static_cast<int32_t>(s));
      find_dependencies(step, producer);
      producer[static_cast<size_t>(step.node)] = static_cast<int32_t>(s);
      give_back_dead(step, static_cast<int32_t>(s));
    }
    place_aliases_before(static_cast<int32_t>(program_.nodes.size()));
  }

  void place_workspace(Step& step, int32_t s) {
    step.live_bytes = live_bytes_;
    if (step.cost.workspace_bytes == 0) return;
    step.workspace_offset = open_range(step.cost.workspace_bytes, s);
    step.live_bytes = live_bytes_;
    close_range(step.workspace_offset, s);
  }

  void find_dependencies(Step& step, const std::vector<int32_t>& producer) {
    for (const Value operand : node_of(step).operands) {
      if (!operand.present()) continue;
      const int32_t from = producer[static_cast<size_t>(base_of(operand).node)];
      if (from >= 0) step.depends_on.push_back(from);
    }
    std::sort(step.depends_on.begin(), step.depends_on.end());
    step.depends_on.erase(std::unique(step.depends_on.begin(), step.depends_on.end()),
                          step.depends_on.end());
  }

  void place_result(Value value, const Step& step, int32_t s) {
    if (place_in_slot(value, step, s) || place_over_operand(value, step, s)) return;
    place_fresh(value, Place::kArena);
    const int64_t bytes = program_.type(value).bytes();
    if (bytes > 0) storage(value).offset = open_range(bytes, s);
  }

  bool kernel_may_overwrite(const Step& step, int32_t result, size_t operand) const {
    return (step.kernel->may_overwrite & overwrites(result, static_cast<int>(operand))) != 0;
  }

  // The update of a slot writes straight into it, if the old value has been read for the last
  // time before this step, or by this step with a kernel that works in place.
  bool place_in_slot(Value value, const Step& step, int32_t s) {
    const auto update = slot_updated_by_.find(value);
    if (update == slot_updated_by_.end()) return false;
    for (const Value old_value : reads_of_slot_[static_cast<size_t>(update->second)]) {
      if (last_read(old_value) > s) return false;
      for (size_t o = 0; o < node_of(step).operands.size(); ++o) {
        const Value operand = node_of(step).operands[o];
        const bool reads_it = operand.present() && base_of(operand) == old_value;
        if (reads_it && !kernel_may_overwrite(step, value.result, o)) return false;
      }
    }
    storage(value).place = Place::kState;
    storage(value).slot = update->second;
    return true;
  }

  bool place_over_operand(Value value, const Step& step, int32_t s) {
    const Type& type = program_.type(value);
    for (size_t o = 0; o < node_of(step).operands.size(); ++o) {
      const Value operand = node_of(step).operands[o];
      if (!operand.present() || !kernel_may_overwrite(step, value.result, o)) continue;
      const bool whole = base_of(operand) == operand && program_.type(operand) == type;
      if (!whole || storage(operand).place != Place::kArena) continue;
      if (last_read(operand) != s || type.bytes() == 0 || is_read_twice(step, operand)) continue;
      storage(value) = storage(operand);
      last_read(operand) = kForever;  // the memory now belongs to `value`
      return true;
    }
    return false;
  }

  bool is_read_twice(const Step& step, Value operand) const {
    const auto& operands = node_of(step).operands;
    return std::count_if(operands.begin(), operands.end(), [&](Value other) {
             return other.present() && base_of(other) == operand;
           }) > 1;
  }

  void give_back_dead(const Step& step, int32_t s) {
    std::vector<Value> candidates;
    for (const Value operand : node_of(step).operands) {
      if (operand.present()) candidates.push_back(base_of(operand));
    }
    for (size_t r = 0; r < node_of(step).results.size(); ++r) {
      const Value value = {step.node, static_cast<int32_t>(r)};
      if (last_read(value) < 0) last_read(value) = s;  // nobody reads it
      candidates.push_back(value);
    }
    std::sort(candidates.begin(), candidates.end());
    candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
    for (const Value value : candidates) {
      const Storage& place = storage(value);
      if (place.place == Place::kArena && last_read(value) == s &&
          program_.type(value).bytes() > 0) {
        close_range(place.offset, s);
      }
    }
  }

  void list_state_copies() {
    for (const Update& update : program_.updates) {
      const Storage& place = storage(update.value);
      if (place.place == Place::kState && place.slot == update.slot) continue;
      plan_.state_copies.push_back({update.slot, update.value});
    }
  }

  Plan& plan_;
  const Program& program_;
  std::vector<std::vector<int32_t>> last_read_;  // step of the last read of a base; kForever: kept
  std::vector<std::vector<Value>> reads_of_slot_;
  std::map<Value, int32_t> slot_updated_by_;
  std::vector<ArenaRange> ranges_;
  int64_t live_bytes_ = 0;
  int64_t once_workspace_bytes_ = 0;
  int32_t next_alias_ = 0;
};

}  // namespace

void plan_memory(Plan& plan) { MemoryPlanner(plan).run(); }

}  // namespace heddle
