// Everything that decides a training run. What a user does not say is filled in by the recipe of
// the data set (recipes.h), and all of it is written into the run directory.
#pragma once

#include "heddle/nn/model_config.h"

#include <cstdint>
#include <string>

namespace heddle {

struct TrainConfig {
  ModelConfig model;

  std::string optimizer = "adam";  // adam (L2 coupled as in PyTorch) | adamw | sgd
  double learning_rate = 0.01;
  double learning_rate_decay = 1.0;  // factor ...
  int64_t decay_every = 0;           // ... every so many epochs; 0: never
  double momentum = 0.9;             // sgd
  double weight_decay = 0.0;
  std::string decay_layers = "all";  // all | first: which layers weight decay applies to

  int64_t epochs = 200;
  int64_t patience = 0;         // stop after so many epochs without a better validation; 0: never
  std::string select = "best";  // best: weights of the best validation epoch | last
  int64_t batch_size = 32;      // graphs per batch, for data sets of many graphs
  std::string protocol = "split";  // split: the data set's own | fair-cv: folds with an inner
                                   // hold-out and a grid over hidden and dropout (Errica 2020)
  int64_t split = 0;               // which of the data set's splits
  int64_t repeat = 1;              // runs with seeds seed, seed + 1, ...
  uint64_t seed = 0;
  int threads = 0;                  // 0: all cores
  bool normalize_features = false;  // rows of the features sum to 1
};

}  // namespace heddle
