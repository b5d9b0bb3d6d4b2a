// Runs the steps of a Plan.
#pragma once

#include "heddle/planner/plan.h"
#include "heddle/runtime/bindings.h"
#include "heddle/runtime/once_values.h"
#include "heddle/runtime/state.h"
#include "heddle/tensor/buffer.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace heddle {

// Memory for activations. Sessions that never run at the same time share one.
class Arena {
 public:
  // At least so many bytes from now on; call before the first run of any sharing Session.
  void reserve(int64_t bytes) {
    if (bytes > buffer_.bytes()) buffer_ = Buffer(bytes);
  }
  std::byte* data() { return buffer_.data(); }
  int64_t bytes() const { return buffer_.bytes(); }

 private:
  Buffer buffer_;
};

// Owns views; borrows nothing but what is bound. Not shared between threads (a Plan is). After the
// first run with given shapes it allocates nothing.
class Session {
 public:
  Session(std::shared_ptr<const Plan> plan, std::shared_ptr<State> state,
          std::shared_ptr<Arena> arena, uint64_t seed,
          std::shared_ptr<OnceValues> once_values = std::make_shared<OnceValues>());

  Bindings& bindings() { return bindings_; }
  const Plan& plan() const { return *plan_; }
  State& state() { return *state_; }
  uint64_t seed() const { return seed_; }

  // Runs every step, then moves new values into their slots. `step` keys random operators.
  // Throws InvalidArgument before anything runs if an input is missing or does not fit, and if
  // plan().check_nan, at the first step whose result has a NaN (slots may have changed by then).
  void run(uint32_t step);

  // An output of the last run; valid until a Session with the same arena runs.
  OperandView output(std::string_view name) const;

  // Seconds spent in each of plan().steps, summed over runs since it was switched on.
  void enable_profile() { profile_seconds_.assign(plan_->steps.size(), 0.0); }
  std::span<const double> profile_seconds() const { return profile_seconds_; }

 private:
  struct StepViews {
    std::vector<OperandView> operands, results;
  };

  void refresh_views();
  OperandView view_of(Value value) const;
  void bind_step(const Step& step, StepViews& views) const;
  void run_once_steps(uint32_t step_number);
  bool is_computed(const Step& once_step) const;
  OnceValues::Entry& once_value(const Storage& storage) const;
  void run_step(const Step& step, const StepViews& views, uint32_t step_number);
  void check_step(const Step& step, const StepViews& views) const;

  std::shared_ptr<const Plan> plan_;
  std::shared_ptr<State> state_;
  std::shared_ptr<Arena> arena_;
  uint64_t seed_;
  Bindings bindings_;
  std::shared_ptr<OnceValues> shared_once_values_;
  std::vector<OnceValues::Entry*> once_values_;  // of the plan
  std::vector<Buffer*> slots_;                   // by slot index
  std::vector<StepViews> once_views_, step_views_;
  std::vector<double> profile_seconds_;
  int64_t bound_version_ = -1;
  const std::byte* bound_arena_ = nullptr;
  bool once_done_ = false;
};

}  // namespace heddle
