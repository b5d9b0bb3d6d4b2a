// Predictions as npy, csv or tsv: rows in the data set's order, under the user's names.
#pragma once

#include "heddle/data/dataset.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace heddle::cli {

struct Predictions {
  std::span<const float> logits;  // [rows, classes]
  int64_t classes = 0;
  bool multi_label = false;
  std::vector<std::string> class_names;  // empty: 0, 1, 2, ...
};

enum class PredictionsFormat { kNpy, kCsv, kTsv };

// By the extension of the path; throws InvalidArgument naming the path for another one.
PredictionsFormat predictions_format(const std::filesystem::path& path);

// Writes the file completely or not at all.
//   classes: csv and tsv "node,class" with names; npy int32 [rows]. With several labels per row a
//     column 0/1 for each class; npy int8 [rows, classes].
//   `scores`: a column for each class with its probability; npy float32 [rows, classes].
void write_predictions(const std::filesystem::path& path, const Predictions& predictions,
                       const Dataset& dataset, bool scores);

}  // namespace heddle::cli
