// heddle explain DATA: what training would run, how long and with how much memory, beforehand.

#include "apps/heddle/exit_codes.h"
#include "apps/heddle/training_arguments.h"
#include "apps/heddle/verb.h"
#include "heddle/base/json.h"
#include "heddle/base/units.h"
#include "heddle/hardware/cpu_features.h"
#include "heddle/ir/printer.h"
#include "heddle/planner/explain.h"
#include "heddle/train/trainer.h"

namespace heddle::cli {
namespace {

struct ExplainArguments : TrainingArguments {
  bool refusals = false, programs = false;

  void add_to(Verb& verb) {
    TrainingArguments::add_to(verb);
    verb.add_flag("--refusals", refusals, "every kernel that was not chosen, and why");
    verb.add_flag("--programs", programs, "the programs, as the model wrote them and as planned");
  }
};

void print_programs(const TrainPlan& plan, Console& console) {
  console.say("\n// forward, as the model wrote it\n{}", print_program(plan.forward));
  console.say("// training step, as planned\n{}", print_program(plan.training.plan->program));
  console.say("// inference, as planned\n{}", print_program(plan.evaluation.plan->program));
}

Json explain_object(const TrainingSetup& setup, const TrainPlan& plan) {
  return {{"dataset", setup.dataset.name},
          {"model", setup.config.model.model},
          {"parameters", plan.parameters},
          {"steps_per_epoch", plan.steps_per_epoch},
          {"epoch_seconds", plan.epoch_seconds},
          {"planned_memory_bytes", plan.planned_memory_bytes},
          {"cpu", cpu_name()},
          {"threads", plan.threads},
          {"training", explain_json(plan.training)},
          {"inference", explain_json(plan.evaluation)}};
}

int run_explain(const ExplainArguments& arguments, Console& console) {
  TrainingSetup setup = set_up(arguments, config_file_of(arguments));
  print_setup(setup, console);
  TrainHooks hooks;
  // As train.
  hooks.plan_checkpoints = true;
  hooks.on_graph_read = [&setup] { setup.dataset.graph.release_edges(); };
  arguments.apply_to(hooks, console);
  const TrainPlan plan = plan_training(setup.dataset, setup.config, hooks);
  console.say("{:<9}{} parameters, {} step{} per epoch", "model", format_count(plan.parameters),
              format_count(plan.steps_per_epoch), plan.steps_per_epoch == 1 ? "" : "s");
  console.say("{:<9}{}, {} thread{}", "machine", cpu_name(), plan.threads,
              plan.threads == 1 ? "" : "s");
  console.say("{:<9}{} per epoch, {} of memory at most, loading included", "predicted",
              format_seconds(plan.epoch_seconds), format_bytes(plan.planned_memory_bytes));
  const ExplainOptions options = {.refusals = arguments.refusals};
  console.say("\n{}", explain_text(plan.training, options));
  console.say("{}", explain_text(plan.evaluation, options));
  if (arguments.programs) print_programs(plan, console);
  if (console.json()) console.object(print_json(explain_object(setup, plan)));
  require_memory(plan);  // only now: the candidates above say why
  return kDone;
}

}  // namespace

void add_explain(CommandLine& command_line, Chosen& chosen) {
  add_verb<ExplainArguments>(command_line, chosen, "explain",
                             "what train would run, its time and memory, without running it",
                             run_explain);
}

}  // namespace heddle::cli
