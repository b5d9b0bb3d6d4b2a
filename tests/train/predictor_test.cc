// A model that was written to a file and read again predicts what it predicted in memory.

#include "heddle/train/predictor.h"

#include "heddle/train/checkpoint.h"
#include "heddle/train/graph_task.h"
#include "heddle/train/make_task.h"
#include "heddle/train/plan_task.h"
#include "tests/support/expect_error.h"
#include "tests/support/small_tasks.h"
#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

namespace heddle {
namespace {

// A model after a few epochs, with all that trained it.
class TrainedModel {
 public:
  explicit TrainedModel(const SmallTask& small)
      : task_(make_task(small.dataset, small.config, model_of(small.config, {}).adjacency)),
        plan_(plan_task(*task_, small.config, {}, measure_plan_basis(small.config))),
        training_(plan_.training.plan, state_, std::make_shared<Arena>(), small.config.seed),
        evaluation_(plan_.evaluation.plan, state_, std::make_shared<Arena>(), small.config.seed) {
    task_->bind_training(training_);
    task_->bind_evaluation(evaluation_);
    for (int64_t epoch = 0; epoch < small.config.epochs; ++epoch) {
      task_->train_epoch(training_, epoch);
    }
  }

  // In the order of predict_logits().
  std::vector<float> logits() {
    const Dataset& dataset = task_->dataset();
    std::vector<float> all(static_cast<size_t>(dataset.rows() * dataset.classes));
    if (auto* graphs = dynamic_cast<GraphTask*>(task_.get())) {
      graphs->predict(evaluation_, {all.data(), dataset.rows(), dataset.classes, dataset.classes});
    } else {
      evaluation_.run(0);
      const auto result = evaluation_.output("logits").matrix<const float>();
      for (int64_t row = 0; row < result.rows; ++row) {
        std::copy_n(result.row(row), result.cols,
                    all.begin() + static_cast<ptrdiff_t>(row * result.cols));
      }
    }
    return all;
  }

  void write(const std::filesystem::path& path) const {
    const Dataset& dataset = task_->dataset();
    write_checkpoint(path, *state_,
                     model_metadata({.program = plan_.inference,
                                     .dataset = dataset.name,
                                     .model = plan_.inference.name,
                                     .metric = task_->metric(),
                                     .graph_level = dataset.level == Level::kGraph,
                                     .class_names = {},
                                     .relation_names = relation_names(dataset)}));
  }

 private:
  std::shared_ptr<State> state_ = std::make_shared<State>();
  std::unique_ptr<Task> task_;
  TrainPlan plan_;
  Session training_, evaluation_;
};

bool same_bits(const std::vector<float>& a, const std::vector<float>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](float x, float y) {
    return std::bit_cast<uint32_t>(x) == std::bit_cast<uint32_t>(y);
  });
}

class Predictor : public testing::TestWithParam<std::tuple<std::string, std::string>> {};

TEST_P(Predictor, AModelReadFromAFilePredictsTheSameBits) {
  SmallTask small = small_task(std::get<0>(GetParam()), std::get<1>(GetParam()));
  small.config.batch_size = small.dataset.rows();  // as predict_logits() has them here
  TrainedModel trained(small);
  const test::TempDir folder;
  const auto path = folder.path() / "model.safetensors";
  trained.write(path);
  const std::vector<float> expected = trained.logits();
  const LoadedModel loaded = load_model(path);
  for (const int threads : {1, 3}) {
    EXPECT_TRUE(same_bits(predict_logits(loaded, small.dataset, threads), expected))
        << threads << " threads";
  }
}

// A trained RGCN, read again.
class PredictorFit : public testing::Test {
 protected:
  PredictorFit() : small_(small_task("rgcn")), loaded_(read_again()) {}

  LoadedModel read_again() const {
    const test::TempDir folder;
    const auto path = folder.path() / "model.safetensors";
    TrainedModel(small_).write(path);
    return load_model(path);
  }
  void expect_refused(std::initializer_list<std::string_view> words) const {
    test::expect_error(ErrorKind::kInvalidArgument, words,
                       [&] { predict_logits(loaded_, small_.dataset, 1); });
  }

  SmallTask small_;
  LoadedModel loaded_;
};

TEST_F(PredictorFit, RelationsInAnotherOrderAreRefused) {
  auto& relations = small_.dataset.graph.relations;
  ASSERT_GE(relations.size(), 2u);
  predict_logits(loaded_, small_.dataset, 1);
  std::swap(relations[0].name, relations[1].name);
  expect_refused(
      {"relation 0 is '" + relations[0].name + "'", "'" + relations[1].name + "' there"});
}

TEST_F(PredictorFit, WeightsOfEdgesThatWereNotThereAreRefused) {
  for (Relation& relation : small_.dataset.graph.relations) {
    relation.weights.assign(relation.sources.size(), 2.0F);
  }
  expect_refused({"its edges have weights", "trained without"});
}

INSTANTIATE_TEST_SUITE_P(AllModels, Predictor,
                         testing::Combine(testing::ValuesIn(model_names()),
                                          testing::Values("f32", "bf16")),
                         [](const auto& info) {
                           return std::get<0>(info.param) + "_" + std::get<1>(info.param);
                         });

}  // namespace
}  // namespace heddle
