// Nested selection over the folds of a data set of graphs.
#pragma once

#include "heddle/train/trainer.h"

namespace heddle {

// Errica, Podda, Bacciu, Micheli: "A Fair Comparison of Graph Neural Networks for Graph
// Classification" (2020). For every split of the data set: a tenth of its training graphs, drawn by
// the seed, is held out; every point of a grid (hidden 32, 64; dropout 0, 0.5) trains on the rest
// with early stopping on the held-out graphs; the point that is best there gives the fold's test
// score. One RunResult per fold, which says what was chosen; the configuration's hidden, dropout,
// repeat and split are not used.
TrainReport cross_validate(const Dataset& dataset, const TrainConfig& config,
                           const TrainHooks& hooks);

// What cross_validate would run for the point of the grid that needs most memory.
TrainPlan plan_cross_validation(const Dataset& dataset, const TrainConfig& config,
                                const TrainHooks& hooks);

// Moves every tenth of the training rows, drawn by seed and class, into the validation rows.
Split hold_out(const Dataset& dataset, const Split& split, uint64_t seed);

}  // namespace heddle
