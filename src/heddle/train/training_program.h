// The Programs of a model: one that takes a training step, one that predicts. Same functions, same
// slots.
#pragma once

#include "heddle/ir/program.h"
#include "heddle/nn/model_definition.h"
#include "heddle/train/config.h"

namespace heddle {

// Outputs "loss" [1,1]; gradients and optimiser are appended by append_optimizer.
Program training_forward_program(const ModelDefinition& model, const TrainConfig& config,
                                 const Problem& problem);

// Appends the gradients of all parameters and one step of the configured optimiser, with the
// learning rate of the step counter. `steps_per_epoch` turns epochs of the schedule into steps.
void append_optimizer(Program& program, const TrainConfig& config, int64_t steps_per_epoch);

// Output "logits" [N or B, classes]: what a checkpoint holds.
Program inference_program(const ModelDefinition& model, const ModelConfig& config,
                          const Problem& problem);

// Learnt numbers of a Program: the elements of all its slots of role kParameter.
int64_t parameter_count(const Program& program);

}  // namespace heddle
