// What is trained where the user says nothing: the published recipe of a known data set, or
// defaults that work.
#pragma once

#include "heddle/data/dataset.h"
#include "heddle/train/config.h"

#include <string>

namespace heddle {

struct Recipe {
  TrainConfig config;
  std::string source;  // where it is from, for people: "Kipf, Welling 2017"
};

// `model`: empty for the data set's usual one (gin for graphs, rgcn for several relations, else
// gcn).
Recipe recipe_for(const Dataset& dataset, const std::string& model);

}  // namespace heddle
