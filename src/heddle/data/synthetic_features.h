// Features, labels and splits for graphs that the program makes. Everything is a pure function of
// the seed and the row.
#pragma once

#include "heddle/data/dataset.h"

#include <cstdint>
#include <span>
#include <vector>

namespace heddle {

// Uniform classes 0 ... classes - 1.
std::vector<int32_t> random_labels(int64_t rows, int32_t classes, uint64_t seed);

// Row i is signal * m(labels[i]) + noise: m(c) is a random direction of length 1 for each class,
// the noise standard normal in every column. Two classes lie about 1.4 * signal apart, so with
// signal 2 a single row tells little and the mean of a neighbourhood much.
DenseFeatures class_features(std::span<const int32_t> labels, int64_t columns, double signal,
                             uint64_t seed, int threads);

// Row i has a single 1, in column i.
CsrMatrix identity_features(int64_t rows);

// A row is a training row with probability `train`, a validation row with probability
// `validation`, else a test row; split s uses its own numbers. The training part is never empty.
std::vector<Split> random_splits(int64_t rows, int64_t count, double train, double validation,
                                 uint64_t seed);

}  // namespace heddle
