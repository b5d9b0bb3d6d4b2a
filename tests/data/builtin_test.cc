#include "heddle/data/builtin_dataset.h"
#include "heddle/data/load_dataset.h"
#include "heddle/data/synthetic_features.h"
#include "tests/data/same_dataset.h"
#include "tests/support/expect_error.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace heddle {
namespace {

TEST(Builtin, EveryGeneratorIsValidByItself) {
  for (const BuiltinGenerator& generator : builtin_generators()) {
    const Dataset d = load_dataset("builtin:" + std::string(generator.name));
    d.validate();
    EXPECT_EQ(d.name, generator.name);
    EXPECT_GT(d.graph.edges(), 0);
    EXPECT_GT(feature_columns(d.features), 0);
    EXPECT_FALSE(d.splits.empty());
    EXPECT_GE(d.loading_peak_bytes, d.bytes());
  }
}

TEST(Builtin, KeysAreObeyed) {
  const Dataset d =
      load_dataset("builtin:sbm?nodes=1000&degree=8&features=128&classes=40&splits=3&seed=5");
  EXPECT_EQ(d.graph.nodes(), 1000);
  EXPECT_EQ(d.graph.edges(), 8000);
  EXPECT_EQ(feature_columns(d.features), 128);
  EXPECT_EQ(d.classes, 40);
  EXPECT_EQ(d.splits.size(), 3U);
  EXPECT_NE(d.splits[0].train, d.splits[1].train);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(
      load_dataset("builtin:grid?rows=3&columns=2&features=0").features));
  EXPECT_EQ(load_dataset("builtin:rmat?nodes=100&edges=500").graph.edges(), 500);
  EXPECT_EQ(load_dataset("builtin:ba?nodes=100&attach=2").graph.edges(), 2 * 2 * 98);
}

TEST(Builtin, SameForAnyNumberOfThreads) {
  for (const char* text : {"builtin:sbm?seed=3", "builtin:rmat?seed=3", "builtin:ba?seed=3"}) {
    test::expect_same_dataset(make_builtin_dataset(text, 1), make_builtin_dataset(text, 7));
  }
}

TEST(Builtin, OneLineSaysWhatThereIs) {
  const auto refused = [](const char* text, std::initializer_list<std::string_view> words) {
    test::expect_error(ErrorKind::kInvalidArgument, words, [&] { load_dataset(text); });
  };
  refused("builtin:foo", {"'foo'", "sbm, rmat, ba, grid, karate"});
  refused("builtin:", {"unknown generator ''"});
  refused("builtin:sbm?nodse=5", {"'nodse'", "nodes, degree, homophily"});
  refused("builtin:sbm?nodes", {"'nodes'", "key=value"});
  refused("builtin:sbm?nodes=5&nodes=6", {"given twice"});
  refused("builtin:sbm?nodes=1.5", {"nodes = '1.5'", "whole"});
  refused("builtin:sbm?nodes=3000000000", {"nodes"});
  refused("builtin:sbm?homophily=nan", {"homophily"});
  refused("builtin:sbm?train=0.9&validation=0.2", {"sum is at most 1"});
  refused("builtin:rmat?edges=10&degree=2", {"edges and degree"});
  refused("builtin:karate?seed=1", {"'seed'", "none"});
}

TEST(Builtin, KarateIsTheRealOne) {
  const Dataset d = load_dataset("builtin:karate");
  EXPECT_EQ(d.graph.nodes(), 34);
  EXPECT_EQ(d.splits[0].train, (std::vector<int32_t>{0, 33}));
  EXPECT_EQ(d.labels[0], 0);
  EXPECT_EQ(d.labels[33], 1);
}

TEST(SyntheticFeatures, MomentsAndSignal) {
  const std::vector<int32_t> labels = random_labels(2000, 2, 1);
  const DenseFeatures x = class_features(labels, 7, 3.0, 1, 2);
  std::vector<double> means(14, 0);
  std::vector<int64_t> counts(2, 0);
  double squares = 0;
  for (int64_t i = 0; i < 2000; ++i) {
    const auto label = static_cast<size_t>(labels[static_cast<size_t>(i)]);
    ++counts[label];
    for (size_t c = 0; c < 7; ++c) {
      const double value = x.view().at(i, static_cast<int64_t>(c));
      means[label * 7 + c] += value;
      squares += value * value;
    }
  }
  for (size_t label = 0; label < 2; ++label) {
    double norm = 0;
    for (size_t c = 0; c < 7; ++c) {
      const double mean = means[label * 7 + c] / static_cast<double>(counts[label]);
      norm += mean * mean;
    }
    EXPECT_NEAR(std::sqrt(norm), 3.0, 0.15);
  }
  EXPECT_NEAR(squares / 2000, 7 + 9, 0.5) << "noise of variance 1 in 7 columns, signal 9";
}

TEST(SyntheticFeatures, SplitsFollowTheirShares) {
  const std::vector<Split> splits = random_splits(10000, 1, 0.5, 0.2, 3);
  EXPECT_NEAR(static_cast<double>(splits[0].train.size()), 5000, 200);
  EXPECT_NEAR(static_cast<double>(splits[0].validation.size()), 2000, 200);
  EXPECT_EQ(random_splits(3, 1, 1e-9, 0, 0)[0].train, std::vector<int32_t>{0});
}

}  // namespace
}  // namespace heddle
