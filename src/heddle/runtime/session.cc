#include "heddle/runtime/session.h"

#include "heddle/base/error.h"
#include "heddle/base/timer.h"
#include "heddle/runtime/nan_check.h"

#include <algorithm>
#include <utility>

namespace heddle {

Session::Session(std::shared_ptr<const Plan> plan, std::shared_ptr<State> state,
                 std::shared_ptr<Arena> arena, uint64_t seed,
                 std::shared_ptr<OnceValues> once_values)
    : plan_(std::move(plan)),
      state_(std::move(state)),
      arena_(std::move(arena)),
      seed_(seed),
      shared_once_values_(std::move(once_values)) {
  arena_->reserve(plan_->arena_bytes);
  for (const OnceValue& value : plan_->once_values) {
    once_values_.push_back(&shared_once_values_->entry(value.key, value.bytes));
  }
  state_->add_slots(plan_->program, seed);
  for (const Slot& slot : plan_->program.slots) slots_.push_back(&state_->buffer(slot.name));
  const auto make_views = [&](const std::vector<Step>& steps, std::vector<StepViews>& views) {
    for (const Step& step : steps) {
      const Node& node = plan_->program.nodes[static_cast<size_t>(step.node)];
      views.push_back({std::vector<OperandView>(node.operands.size()),
                       std::vector<OperandView>(node.results.size())});
    }
  };
  make_views(plan_->once_steps, once_views_);
  make_views(plan_->steps, step_views_);
}

OperandView Session::view_of(Value value) const {
  if (!value.present()) return {};
  const Program& program = plan_->program;
  const Storage& storage = plan_->storage_of(value);
  const Type& type = program.type(value);
  if (type.is_adjacency()) {
    OperandView view = bindings_.adjacency(program, program.node(storage.source));
    if (storage.transposed) {
      view.adjacency = view.adjacency->transposed;
      check(view.adjacency != nullptr, "session: the transpose was not built before binding");
      std::swap(view.rows, view.cols);
    }
    return view;
  }
  OperandView view;
  if (storage.place == Place::kBound) {
    view = bindings_.input(program, program.node(storage.source));
  } else {
    view.stride = storage.stride;
    view.rows = type.space == kNoSpace ? type.rows : bindings_.size(program.space(type.space));
    view.row_ids = type.space == kNoSpace ? nullptr : bindings_.row_ids(program.space(type.space));
    view.dtype = type.dtype;
    std::byte* base = storage.place == Place::kState
                          ? slots_[static_cast<size_t>(storage.slot)]->data()
                      : storage.place == Place::kOnce ? once_value(storage).buffer.data()
                                                      : arena_->data() + storage.offset;
    view.data = base;
    if (type.form == Form::kCsr) {
      view.adjacency = bindings_.input(program, program.node(storage.source)).adjacency;
    }
  }
  view.data = static_cast<std::byte*>(view.data) + storage.column_offset * size_of(type.dtype);
  view.cols = type.stored_cols();
  view.heads = type.heads;
  view.bits = type.bits;
  view.hub_bits = type.hub_bits;
  view.group = type.group;
  return view;
}

void Session::bind_step(const Step& step, StepViews& views) const {
  const Node& node = plan_->program.nodes[static_cast<size_t>(step.node)];
  for (size_t i = 0; i < node.operands.size(); ++i) views.operands[i] = view_of(node.operands[i]);
  for (size_t r = 0; r < node.results.size(); ++r) {
    views.results[r] = view_of({step.node, static_cast<int32_t>(r)});
  }
}

void Session::refresh_views() {
  if (bound_version_ == bindings_.version() && bound_arena_ == arena_->data()) return;
  for (size_t i = 0; i < once_views_.size(); ++i) bind_step(plan_->once_steps[i], once_views_[i]);
  for (size_t i = 0; i < step_views_.size(); ++i) bind_step(plan_->steps[i], step_views_[i]);
  bound_version_ = bindings_.version();
  bound_arena_ = arena_->data();
}

void Session::run_step(const Step& step, const StepViews& views, uint32_t step_number) {
  const Node& node = plan_->program.nodes[static_cast<size_t>(step.node)];
  step.kernel->run({.operands = views.operands,
                    .results = views.results,
                    .attributes = &node.attributes,
                    .prepared = step.prepared.get(),
                    .workspace = arena_->data() + step.workspace_offset,
                    .threads = step.threads,
                    .seed = seed_,
                    .step = step_number});
}

void Session::check_step(const Step& step, const StepViews& views) const {
  if (plan_->check_nan) check_for_nan(plan_->program, step.node, views.results);
}

OnceValues::Entry& Session::once_value(const Storage& storage) const {
  return *once_values_[static_cast<size_t>(storage.once_value)];
}

bool Session::is_computed(const Step& once_step) const {
  const auto& results = plan_->storage[static_cast<size_t>(once_step.node)];
  return std::ranges::all_of(results,
                             [&](const Storage& storage) { return once_value(storage).computed; });
}

void Session::run_once_steps(uint32_t step_number) {
  for (size_t i = 0; i < once_views_.size(); ++i) {
    const Step& step = plan_->once_steps[i];
    if (is_computed(step)) continue;
    run_step(step, once_views_[i], step_number);
    check_step(step, once_views_[i]);
    for (const Storage& result : plan_->storage[static_cast<size_t>(step.node)]) {
      once_value(result).computed = true;
    }
  }
}

void Session::run(uint32_t step) {
  refresh_views();
  if (!once_done_) run_once_steps(step);
  once_done_ = true;
  for (size_t i = 0; i < step_views_.size(); ++i) {
    const Timer timer;
    run_step(plan_->steps[i], step_views_[i], step);
    if (!profile_seconds_.empty()) profile_seconds_[i] += timer.seconds();
    check_step(plan_->steps[i], step_views_[i]);
  }
  for (const StateCopy& copy : plan_->state_copies) {
    copy_into_slot(view_of(copy.value), *slots_[static_cast<size_t>(copy.slot)]);
  }
}

OperandView Session::output(std::string_view name) const {
  const Value value = plan_->program.find_output(name);
  require(value.present(), "session: the program has no output '{}'", name);
  return view_of(value);
}

}  // namespace heddle
