#include "heddle/train/plan_task.h"

#include "heddle/base/error.h"
#include "heddle/train/memory_estimate.h"
#include "heddle/train/training_program.h"

#include <algorithm>
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

TrainPlan plan_task(const Task& task, const TrainConfig& config, const TrainHooks& hooks) {
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
  plan.training = compile_training(plan.forward, updates, hardware, compile);
  plan.evaluation = compile_inference(plan.inference, hardware, compile);
  plan.epoch_seconds = plan.training.plan->step_seconds * static_cast<double>(plan.steps_per_epoch);
  plan.planned_memory_bytes = estimate_peak_bytes(plan, !hooks.run_directory.empty());
  return plan;
}

}  // namespace heddle
