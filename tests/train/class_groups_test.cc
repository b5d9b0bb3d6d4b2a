#include "heddle/train/mean_loss.h"
#include "heddle/train/metrics.h"
#include "heddle/train/task.h"
#include "tests/support/expect_error.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace heddle {
namespace {

// Two rows, a group of two classes and one of three.
Dataset grouped_dataset() {
  Dataset dataset;
  dataset.name = "groups";
  dataset.graph = homogeneous_graph(2, {}, {});
  dataset.multi_label = true;
  dataset.classes = 5;
  dataset.class_groups = {{2, 1.0}, {3, 2.0}};
  dataset.labels = {1, 0, 0, 0, 1, 0, 1, 1, 0, 0};
  dataset.splits = {{{0, 1}, {}, {}}};
  return dataset;
}

TEST(ClassGroups, ARowIsRightIfEveryGroupIs) {
  const Dataset dataset = grouped_dataset();
  dataset.validate();
  EXPECT_EQ(metric_of(dataset), "accuracy");
  const std::vector<int32_t> rows = {0, 1};
  std::vector<float> logits = {2, 1, 0, 0, 3, 0, 5, 9, 1, 2};
  const auto accuracy = [&] {
    return grouped_accuracy({logits.data(), 2, 5, 5}, dataset.labels, dataset.class_groups, rows);
  };
  EXPECT_EQ(accuracy(), 1.0);
  logits[4] = -1;  // the second group of row 0
  EXPECT_EQ(accuracy(), 0.5);
  EXPECT_EQ(score("accuracy", {logits.data(), 2, 5, 5}, dataset, rows), 0.5);
  logits[6] = -9;  // the first group of row 1
  EXPECT_EQ(accuracy(), 0.0);
}

TEST(ClassGroups, TheLossIsASoftmaxForEachAndTheirWeightedSum) {
  const Dataset dataset = grouped_dataset();
  const std::vector<float> logits(10, 0.0F);
  const std::vector<int32_t> rows = {0, 1};
  EXPECT_NEAR(mean_loss({logits.data(), 2, 5, 5}, dataset, rows), std::log(2.0) + 2 * std::log(3.0),
              1e-12);
}

TEST(ClassGroups, EveryRowHasOneClassOfEach) {
  Dataset none = grouped_dataset();
  none.labels[0] = 0;
  test::expect_error(ErrorKind::kInvalidArgument, {"row 0 has 0 classes of a group"},
                     [&] { none.validate(); });
  Dataset two = grouped_dataset();
  two.labels[9] = 1;
  test::expect_error(ErrorKind::kInvalidArgument, {"row 1 has 2 classes of a group"},
                     [&] { two.validate(); });
  Dataset few = grouped_dataset();
  few.class_groups.pop_back();
  test::expect_error(ErrorKind::kInvalidArgument, {"groups of 2 classes in all", "all 5"},
                     [&] { few.validate(); });
}

}  // namespace
}  // namespace heddle
