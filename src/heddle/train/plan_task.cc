#include "heddle/train/plan_task.h"

#include "heddle/base/error.h"
#include "heddle/base/thread_count.h"
#include "heddle/base/units.h"
#include "heddle/ir/resize_spaces.h"
#include "heddle/planner/typical_seconds.h"
#include "heddle/train/training_program.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <utility>

namespace heddle {

const ModelDefinition& model_of(const TrainConfig& config, const TrainHooks& hooks) {
  return hooks.model != nullptr ? *hooks.model : find_model(config.model.model);
}

namespace {

// Plans the training once more if it needs more than the limit: what the rest of the process needs
// is known by then.
void keep_to_memory_limit(TrainPlan& plan, const std::function<Compiled(int64_t)>& compile_within,
                          const std::function<int64_t()>& estimate) {
  if (plan.memory_limit == 0 || plan.planned_memory_bytes <= plan.memory_limit) return;
  const Plan& training = *plan.training.plan;
  const int64_t excess = plan.planned_memory_bytes - plan.memory_limit;
  const int64_t left = training.arena_bytes + training.once_bytes - excess;
  plan.training = compile_within(std::max<int64_t>(1, left));
  plan.planned_memory_bytes = estimate();
}

// Predicts by mean sizes: bounds are what the largest batch needs, not what one takes.
void predict_epoch(TrainPlan& plan, const Problem& typical, const HardwareProfile& hardware) {
  const Plan& training = *plan.training.plan;
  const Program program = resize_spaces(training.program, space_sizes(typical), {});
  plan.step_seconds = typical_seconds(training, program, hardware);
  plan.epoch_seconds = std::accumulate(plan.step_seconds.begin(), plan.step_seconds.end(), 0.0) *
                       static_cast<double>(plan.steps_per_epoch);
}

}  // namespace

PlanBasis measure_plan_basis(const TrainConfig& config) {
  // The machine first: measuring it may need memory, which then counts.
  HardwareProfile hardware = load_or_measure_hardware(thread_count(config.threads));
  return {std::move(hardware), measure_loaded_memory()};
}

TrainPlan plan_task(const Task& task, const TrainConfig& config, const TrainHooks& hooks,
                    const PlanBasis& basis) {
  const Dataset& dataset = task.dataset();
  if (config.normalize_features && dataset.level == Level::kGraph) {
    fail(ErrorKind::kUnsupported,
         "data set '{}': normalize-features is only for data sets of nodes", dataset.name);
  }
  const ModelDefinition& model = model_of(config, hooks);
  TrainPlan plan;
  plan.threads = thread_count(config.threads);
  plan.memory_limit = hooks.memory_limit;
  CompileOptions compile = hooks.compile;
  compile.plan.threads = plan.threads;
  plan.steps_per_epoch = task.steps_per_epoch();
  plan.forward = training_forward_program(model, config, task.problem());
  plan.inference = inference_program(model, config.model, task.problem());
  plan.parameters = parameter_count(plan.inference);
  const AppendUpdates updates = [&](Program& program) {
    append_optimizer(program, config, task.steps_per_epoch());
  };
  const auto compile_within = [&](int64_t bytes) {
    CompileOptions limited = compile;
    limited.memory_limit = bytes;
    return compile_training(plan.forward, updates, basis.hardware, limited);
  };
  plan.training = compile_within(0);
  plan.evaluation = compile_inference(plan.inference, basis.hardware, compile);
  const auto estimate = [&] {
    const bool checkpoints = !hooks.run_directory.empty() || hooks.plan_checkpoints;
    return estimate_peak_bytes(basis.loaded, plan, checkpoints);
  };
  plan.planned_memory_bytes = estimate();
  keep_to_memory_limit(plan, compile_within, estimate);
  predict_epoch(plan, task.typical_problem(), basis.hardware);
  return plan;
}

void require_memory(const TrainPlan& plan) {
  if (plan.memory_limit == 0 || plan.planned_memory_bytes <= plan.memory_limit) return;
  fail(ErrorKind::kOutOfMemory, "memory: {} needed, loading included, but the limit is {}",
       format_bytes(plan.planned_memory_bytes), format_bytes(plan.memory_limit));
}

}  // namespace heddle
