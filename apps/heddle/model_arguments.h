// A trained model, data and how to run: what `evaluate` and `predict` have in common.
#pragma once

#include "apps/heddle/command_line.h"
#include "apps/heddle/compile_arguments.h"
#include "apps/heddle/data_arguments.h"
#include "heddle/train/predictor.h"

#include <string>
#include <vector>

namespace heddle::cli {

struct ModelArguments {
  DataArguments data;
  std::string run;
  int threads = 0;
  CompileArguments compile;

  void add_to(Verb& verb);
};

struct ModelOutput {
  LoadedModel loaded;
  Dataset dataset;
  std::vector<float> values;  // logits, [rows, classes]
  int64_t classes = 0;
  int threads = 1;

  MatrixView<const float> logits() const {
    return {values.data(), dataset.rows(), classes, classes};
  }
};

// Loads model and data and runs the model.
ModelOutput run_model(const ModelArguments& arguments, Console& console);

}  // namespace heddle::cli
