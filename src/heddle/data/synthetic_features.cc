#include "heddle/data/synthetic_features.h"

#include "heddle/base/error.h"
#include "heddle/base/parallel.h"
#include "heddle/base/philox.h"
#include "heddle/graph/generate/random_index.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace heddle {
namespace {

constexpr uint32_t kLabelStream = 101, kMeanStream = 102, kNoiseStream = 103, kSplitStream = 104;
constexpr int64_t kRowsPerTask = 256;

// Box and Muller: two words become two standard normal numbers.
std::pair<float, float> normal_pair(uint32_t a, uint32_t b) {
  const double radius = std::sqrt(-2.0 * std::log((static_cast<double>(a) + 0.5) * 0x1.0p-32));
  const double angle = 2.0 * std::numbers::pi * static_cast<double>(b) * 0x1.0p-32;
  return {static_cast<float>(radius * std::cos(angle)),
          static_cast<float>(radius * std::sin(angle))};
}

void fill_normal(std::span<float> row, const RandomStream& stream, int64_t row_id) {
  for (size_t c = 0; c < row.size(); c += 4) {
    const PhiloxWords words = stream.words(row_id, static_cast<int64_t>(c / 4));
    const auto [first, second] = normal_pair(words[0], words[1]);
    const auto [third, fourth] = normal_pair(words[2], words[3]);
    const std::array<float, 4> values = {first, second, third, fourth};
    std::copy_n(values.begin(), std::min<size_t>(4, row.size() - c),
                row.begin() + static_cast<ptrdiff_t>(c));
  }
}

// One direction of length `length` per class, row-major.
std::vector<float> class_means(int64_t classes, int64_t columns, double length, uint64_t seed) {
  std::vector<float> means(static_cast<size_t>(classes * columns));
  const RandomStream stream{.seed = seed, .stream = kMeanStream};
  for (int64_t c = 0; c < classes; ++c) {
    const auto row =
        std::span(means).subspan(static_cast<size_t>(c * columns), static_cast<size_t>(columns));
    fill_normal(row, stream, c);
    const double norm = std::sqrt(std::inner_product(row.begin(), row.end(), row.begin(), 0.0));
    for (float& value : row) value *= static_cast<float>(length / norm);
  }
  return means;
}

}  // namespace

std::vector<int32_t> random_labels(int64_t rows, int32_t classes, uint64_t seed) {
  const RandomStream stream{.seed = seed, .stream = kLabelStream};
  std::vector<int32_t> labels(static_cast<size_t>(rows));
  for (int64_t i = 0; i < rows; ++i) {
    labels[static_cast<size_t>(i)] =
        static_cast<int32_t>(index_from_word(stream.word(i, 0), classes));
  }
  return labels;
}

DenseFeatures class_features(std::span<const int32_t> labels, int64_t columns, double signal,
                             uint64_t seed, int threads) {
  const auto rows = static_cast<int64_t>(labels.size());
  const int32_t classes = rows == 0 ? 0 : *std::max_element(labels.begin(), labels.end()) + 1;
  const std::vector<float> means = class_means(classes, columns, signal, seed);
  DenseFeatures features{Buffer(rows * columns * static_cast<int64_t>(sizeof(float))), rows,
                         columns};
  const MatrixView<float> view = features.view();
  const RandomStream stream{.seed = seed, .stream = kNoiseStream};
  parallel_ranges(threads, rows, kRowsPerTask, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const std::span row(view.row(i), static_cast<size_t>(columns));
      fill_normal(row, stream, i);
      const float* mean = means.data() + labels[static_cast<size_t>(i)] * columns;
      for (size_t c = 0; c < row.size(); ++c) row[c] += mean[c];
    }
  });
  return features;
}

CsrMatrix identity_features(int64_t rows) {
  CsrMatrix identity;
  identity.cols = rows;
  identity.row_offsets.resize(static_cast<size_t>(rows) + 1);
  std::iota(identity.row_offsets.begin(), identity.row_offsets.end(), 0);
  identity.columns.resize(static_cast<size_t>(rows));
  std::iota(identity.columns.begin(), identity.columns.end(), 0);
  identity.values.assign(static_cast<size_t>(rows), 1.0F);
  return identity;
}

std::vector<Split> random_splits(int64_t rows, int64_t count, double train, double validation,
                                 uint64_t seed) {
  require(train > 0 && validation >= 0 && train + validation <= 1,
          "splits: train = {}, validation = {}, need shares whose sum is at most 1", train,
          validation);
  const RandomStream stream{.seed = seed, .stream = kSplitStream};
  std::vector<Split> splits(static_cast<size_t>(count));
  for (int64_t s = 0; s < count; ++s) {
    Split& split = splits[static_cast<size_t>(s)];
    for (int64_t i = 0; i < rows; ++i) {
      const double place = uniform_from_word(stream.word(i, s));
      (place < train                ? split.train
       : place < train + validation ? split.validation
                                    : split.test)
          .push_back(static_cast<int32_t>(i));
    }
    if (!split.train.empty()) continue;
    split = {{0}, {}, {}};
    for (int64_t i = 1; i < rows; ++i) split.test.push_back(static_cast<int32_t>(i));
  }
  return splits;
}

}  // namespace heddle
