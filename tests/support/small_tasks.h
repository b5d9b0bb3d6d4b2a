// The five models on small data sets: what tests of planning, running and training share.
#pragma once

#include "heddle/data/dataset.h"
#include "heddle/train/config.h"

#include <string>
#include <vector>

namespace heddle {

struct SmallTask {
  std::string name;  // "gcn", "gcn_bf16", ...
  Dataset dataset;
  TrainConfig config;
};

// gcn | sage | gat | rgcn | gin, each with dropout and a normalisation somewhere; `precision`: f32
// | bf16.
SmallTask small_task(const std::string& model, const std::string& precision = "f32");
std::vector<std::string> model_names();

}  // namespace heddle
