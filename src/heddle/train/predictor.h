// Predicts from a model file alone: its Program, its weights, a data set.
#pragma once

#include "heddle/data/dataset.h"
#include "heddle/planner/compile.h"
#include "heddle/train/checkpoint.h"
#include "heddle/train/model_file.h"
#include "heddle/train/task.h"

#include <filesystem>
#include <vector>

namespace heddle {

// The model of a run directory (the best one; of an interrupted run, the best so far), or of a
// checkpoint file. Throws Io, InvalidArgument or Unsupported naming the file.
struct LoadedModel {
  ModelFile model;
  Checkpoint checkpoint;
  std::string prefix;  // of the slots to use
};
LoadedModel load_model(const std::filesystem::path& run_directory_or_file);

// Logits of all rows of the data set, [rows, classes] row-major, in its order. The graph may be
// another one than in training, with the same features and relations.
// Throws InvalidArgument where it does not fit the model.
std::vector<float> predict_logits(const LoadedModel& model, const Dataset& dataset, int threads,
                                  const CompileOptions& options = {});

}  // namespace heddle
