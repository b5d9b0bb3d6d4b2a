#include "heddle/train/training_program.h"

#include "heddle/autodiff/autodiff.h"
#include "heddle/base/error.h"
#include "heddle/ir/builder.h"
#include "heddle/nn/build_model.h"
#include "heddle/ops/adam.h"
#include "heddle/ops/increment.h"
#include "heddle/ops/learning_rate.h"
#include "heddle/ops/sgd.h"

namespace heddle {
namespace {

constexpr std::string_view kFirstLayer = "layer0.";

class OptimizerBuilder {
 public:
  OptimizerBuilder(Program& program, const TrainConfig& config, int64_t steps_per_epoch)
      : builder_(program), config_(config) {
    step_ = builder_.state("step", scalar_type(DType::kI64), SlotRole::kCounter,
                           {InitializerKind::kZeros, 0.0});
    rate_ = learning_rate(builder_, step_, config.learning_rate, config.learning_rate_decay,
                          config.decay_every * steps_per_epoch);
  }

  void append(const Slot& slot, const ParameterGradient& parameter) {
    const bool decays = config_.decay_layers == "all" || slot.name.starts_with(kFirstLayer);
    const double weight_decay = decays ? config_.weight_decay : 0.0;
    if (config_.optimizer == "sgd") {
      append_sgd(slot, parameter, weight_decay);
    } else {
      append_adam(slot, parameter, weight_decay);
    }
  }

  void finish() { builder_.update("step", increment(builder_, step_)); }

 private:
  Value moment(const Slot& slot, std::string_view name) {
    return builder_.state(slot.name + std::string(name), slot.type, SlotRole::kOptimizer,
                          {InitializerKind::kZeros, 0.0});
  }

  void append_adam(const Slot& slot, const ParameterGradient& parameter, double weight_decay) {
    AdamOptions options;
    options.weight_decay = weight_decay;
    options.decoupled = config_.optimizer == "adamw";
    const AdamStep next =
        adam(builder_, parameter.parameter, parameter.gradient, moment(slot, ".adam_m"),
             moment(slot, ".adam_v"), step_, rate_, options);
    builder_.update(slot.name, next.w);
    builder_.update(slot.name + ".adam_m", next.m);
    builder_.update(slot.name + ".adam_v", next.v);
  }

  void append_sgd(const Slot& slot, const ParameterGradient& parameter, double weight_decay) {
    const SgdStep next = sgd(builder_, parameter.parameter, parameter.gradient,
                             moment(slot, ".velocity"), rate_, config_.momentum, weight_decay);
    builder_.update(slot.name, next.w);
    builder_.update(slot.name + ".velocity", next.velocity);
  }

  Builder builder_;
  const TrainConfig& config_;
  Value step_, rate_;
};

void require_config(const TrainConfig& config) {
  const std::string& optimizer = config.optimizer;
  require(optimizer == "adam" || optimizer == "adamw" || optimizer == "sgd",
          "optimizer '{}' is none of adam, adamw, sgd", optimizer);
  require(config.decay_layers == "all" || config.decay_layers == "first",
          "decay layers '{}' is none of all, first", config.decay_layers);
  require(config.learning_rate > 0, "learning rate {} is not positive", config.learning_rate);
  require(config.weight_decay >= 0, "weight decay {} is negative", config.weight_decay);
}

}  // namespace

Program training_forward_program(const ModelDefinition& model, const TrainConfig& config,
                                 const Problem& problem) {
  require_config(config);
  Program program;
  program.name = model.name + "_training";
  Builder builder(program);
  const Value logits = build_model(builder, model, config.model, problem, true);
  builder.output("loss", build_loss(builder, problem, logits));
  return program;
}

void append_optimizer(Program& program, const TrainConfig& config, int64_t steps_per_epoch) {
  const std::vector<ParameterGradient> parameters = append_parameter_gradients(program);
  OptimizerBuilder optimizer(program, config, steps_per_epoch);
  for (const ParameterGradient& parameter : parameters) {
    const Slot slot = program.slots[static_cast<size_t>(parameter.slot)];
    optimizer.append(slot, parameter);
  }
  optimizer.finish();
}

Program inference_program(const ModelDefinition& model, const ModelConfig& config,
                          const Problem& problem) {
  Program program;
  program.name = model.name;
  Builder builder(program);
  builder.output("logits", build_model(builder, model, config, problem, false));
  return program;
}

int64_t parameter_count(const Program& program) {
  int64_t count = 0;
  for (const Slot& slot : program.slots) {
    if (slot.role == SlotRole::kParameter) count += slot.type.elements();
  }
  return count;
}

}  // namespace heddle
