// The text beside the weights of a model: all that `predict` needs, and no model code.
#pragma once

#include "heddle/data/dataset.h"
#include "heddle/ir/program.h"
#include "heddle/train/checkpoint.h"

#include <cstdint>
#include <string>
#include <vector>

namespace heddle {

struct ModelFile {
  Program program;  // inference: output "logits"
  std::string dataset, model, metric;
  bool normalize_features = false;
  bool multi_label = false;
  bool graph_level = false;
  std::vector<std::string> class_names;  // may be empty
  // In the order of the Program's relations; empty: not known (or one relation).
  std::vector<std::string> relation_names;
};

// Of a data set's graph, in order.
std::vector<std::string> relation_names(const Dataset& dataset);

// As metadata of a checkpoint.
Metadata model_metadata(const ModelFile& model);
// Throws InvalidArgument or Unsupported naming the file.
ModelFile read_model_file(const Checkpoint& checkpoint);

}  // namespace heddle
