#include "heddle/circuits/learn/circuit_features.h"

#include "heddle/circuits/learn/circuit_graph.h"
#include "tests/circuits/small_circuits.h"

#include <gtest/gtest.h>

namespace heddle {
namespace {

using FeatureRow = std::vector<float>;

// What stood there before must not shine through.
std::vector<FeatureRow> feature_rows(const Aig& aig, CircuitFeatures features) {
  const CircuitFeatureRows rows(aig, features);
  std::vector<FeatureRow> all;
  for (int64_t node = 0; node < circuit_nodes(aig); ++node) {
    FeatureRow row(static_cast<size_t>(rows.columns()), 9.0F);
    rows.write(node, row.data());
    all.push_back(row);
  }
  return all;
}

TEST(CircuitFeatures, OfGamoraSayWhichFaninsAreInverted) {
  const Aig aig = test::circuit(2, {{2, 4}, {3, 4}, {2, 5}, {3, 5}, {1, 10}}, {10, 2});
  const std::vector<FeatureRow> expected = {{0, 0, 0, 0}, {0, 0, 0, 0},                // inputs
                                            {1, 1, 0, 0}, {1, 1, 1, 0}, {1, 1, 0, 1},  // gates
                                            {1, 1, 1, 1}, {1, 1, 1, 0},                // gates
                                            {0, 0, 1, 1}, {0, 0, 1, 1}};               // outputs
  EXPECT_EQ(feature_rows(aig, CircuitFeatures::kGamora), expected);
}

// Gates read by 0, 1, 2, 3 and 4 fan-ins.
TEST(CircuitFeatures, OfFanoutsCountReadersUpToThree) {
  const Aig aig = test::circuit(2,
                                {{2, 4},    // 3: read by 4, 5, 6 and 7
                                 {2, 6},    // 4: by 5, 6 and 7
                                 {7, 8},    // 5: inverted by 6, twice by 8
                                 {7, 9},    // 6: by 7 alone
                                 {7, 13},   // 7: by nobody
                                 {9, 11},   // 8
                                 {10, 11}}  // 9
                                ,
                                {14, 9, 9, 0});
  const std::vector<FeatureRow> rows = feature_rows(aig, CircuitFeatures::kFanouts);
  //                        kind     | gates      | inverted   | drives an output
  const FeatureRow input = {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  const FeatureRow output = {0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  EXPECT_EQ(rows[0], input);
  EXPECT_EQ(rows[1], input);
  EXPECT_EQ(rows[2], (FeatureRow{0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0})) << "4 times, 3 inverted";
  EXPECT_EQ(rows[3], (FeatureRow{0, 1, 0, 0, 0, 0, 1, 0, 0, 1, 0, 1})) << "3 times, 2 inverted";
  EXPECT_EQ(rows[4], (FeatureRow{0, 1, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0})) << "3 times, 2 inverted";
  EXPECT_EQ(rows[5], (FeatureRow{0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0})) << "once, inverted";
  EXPECT_EQ(rows[6], (FeatureRow{0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1})) << "an output alone";
  EXPECT_EQ(rows[7], (FeatureRow{0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0}));
  ASSERT_EQ(rows.size(), 13U);
  for (size_t i = 9; i < 13; ++i) EXPECT_EQ(rows[i], output);
}

}  // namespace
}  // namespace heddle
