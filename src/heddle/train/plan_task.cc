#include "heddle/train/plan_task.h"

#include "heddle/base/error.h"
#include "heddle/base/units.h"
#include "heddle/train/memory_estimate.h"
#include "heddle/train/training_program.h"

#include <algorithm>
#include <functional>
#include <thread>

namespace heddle {

int thread_count(const TrainConfig& config) {
  require(config.threads >= 0 && config.threads <= 4096, "threads = {}, needs 1 to 4096 or 0 (all)",
          config.threads);
  if (config.threads > 0) return config.threads;
  return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

const ModelDefinition& model_of(const TrainConfig& config, const TrainHooks& hooks) {
  return hooks.model != nullptr ? *hooks.model : find_model(config.model.model);
}

namespace {

// Plans the training once more if it needs more than the limit: what the rest of the process needs
// is known by then.
void keep_to_memory_limit(TrainPlan& plan, int64_t limit, bool checkpoints,
                          const std::function<Compiled(int64_t)>& compile_within) {
  if (limit == 0 || plan.planned_memory_bytes <= limit) return;
  const Plan& training = *plan.training.plan;
  const int64_t left =
      training.arena_bytes + training.persistent_bytes - (plan.planned_memory_bytes - limit);
  if (left > 0) {
    plan.training = compile_within(left);
    plan.planned_memory_bytes = estimate_peak_bytes(plan, checkpoints);
  }
  if (plan.planned_memory_bytes <= limit) return;
  fail(ErrorKind::kOutOfMemory, "memory: {} needed, loading included, but the limit is {}",
       format_bytes(plan.planned_memory_bytes), format_bytes(limit));
}

}  // namespace

TrainPlan plan_task(const Task& task, const TrainConfig& config, const TrainHooks& hooks) {
  const Dataset& dataset = task.dataset();
  if (config.normalize_features && dataset.level == Level::kGraph) {
    fail(ErrorKind::kUnsupported,
         "data set '{}': normalize-features is only for data sets of nodes", dataset.name);
  }
  const ModelDefinition& model = model_of(config, hooks);
  TrainPlan plan;
  plan.threads = thread_count(config);
  CompileOptions compile = hooks.compile;
  compile.plan.threads = plan.threads;
  const HardwareProfile hardware = load_or_measure_hardware(plan.threads);
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
    return compile_training(plan.forward, updates, hardware, limited);
  };
  plan.training = compile_within(0);
  plan.evaluation = compile_inference(plan.inference, hardware, compile);
  const bool checkpoints = !hooks.run_directory.empty();
  plan.planned_memory_bytes = estimate_peak_bytes(plan, checkpoints);
  keep_to_memory_limit(plan, hooks.memory_limit, checkpoints, compile_within);
  plan.epoch_seconds = plan.training.plan->step_seconds * static_cast<double>(plan.steps_per_epoch);
  return plan;
}

}  // namespace heddle
