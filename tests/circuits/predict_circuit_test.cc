#include "heddle/circuits/learn/predict_circuit.h"

#include "heddle/circuits/generate/multiplier.h"
#include "heddle/circuits/learn/circuit_dataset.h"
#include "heddle/circuits/learn/circuit_list.h"
#include "heddle/circuits/learn/circuit_model_shape.h"
#include "heddle/hardware/process_memory.h"
#include "tests/circuits/circuit_models.h"
#include "tests/circuits/small_circuits.h"
#include "tests/support/expect_error.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <random>

namespace heddle {
namespace {

std::vector<float> chunked_scores(const LoadedModel& model, const Aig& aig,
                                  const CircuitPredictionOptions& options) {
  const std::ptrdiff_t tasks = std::ssize(task_names(circuit_model_shape(model.model).tasks));
  std::vector<float> all(aig.ands.size() * static_cast<size_t>(tasks), -1e30F);
  CircuitPredictor predictor(model, aig, options);
  EXPECT_TRUE(predictor.run([&](int64_t first, MatrixView<const float> scores) {
    EXPECT_EQ(scores.cols, tasks);
    for (int64_t i = 0; i < scores.rows; ++i) {
      std::copy_n(scores.row(i), tasks, all.begin() + (first - aig.inputs + i) * tasks);
    }
  }));
  return all;
}

int64_t different_bits(const std::vector<float>& a, const std::vector<float>& b) {
  int64_t different = a.size() == b.size() ? 0 : 1;
  for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (std::bit_cast<uint32_t>(a[i]) != std::bit_cast<uint32_t>(b[i])) ++different;
  }
  return different;
}

// The same bits, whatever the chunks and however many threads.
void expect_exact(const LoadedModel& model, const Aig& aig) {
  const std::vector<float> whole = test::whole_circuit_scores(model, aig);
  const auto gates = std::ssize(aig.ands);
  for (const int64_t chunk : {int64_t{17}, int64_t{64}, gates / 2 + 1, gates}) {
    for (const int threads : {1, 2, 7}) {
      const std::vector<float> parts =
          chunked_scores(model, aig, {.threads = threads, .chunk_nodes = chunk});
      EXPECT_EQ(different_bits(whole, parts), 0) << chunk << " gates, " << threads << " threads";
    }
  }
}

TEST(PredictCircuit, OfAnyChunksIsThatOfTheWholeCircuit) {
  const LoadedModel model = test::any_circuit_model();
  expect_exact(model, make_multiplier({.bits = 9}));
  expect_exact(model, make_multiplier({MultiplierFamily::kBooth, 8, true}));
  expect_exact(model, test::random_aig(5, 6, 300));
}

// Where one kernel is the cheaper for the whole and another for its parts, they must not differ.
TEST(PredictCircuit, TakesTheKernelsOfTheWholeCircuit) {
  const LoadedModel model = test::any_circuit_model({.layers = 2, .hidden = 32});
  for (const Aig& aig : {make_multiplier({.bits = 40}), test::random_aig(5, 5000, 12'000)}) {
    const std::vector<float> whole = test::whole_circuit_scores(model, aig, 2);
    for (const int64_t chunk : {100, 4000, 9000}) {
      const std::vector<float> parts = chunked_scores(model, aig, {.chunk_nodes = chunk});
      EXPECT_EQ(different_bits(whole, parts), 0) << chunk << " gates";
    }
  }
}

TEST(PredictCircuit, WithoutReadersToo) {
  const LoadedModel model = test::any_circuit_model(
      {.edges = CircuitEdges::kFanins, .features = CircuitFeatures::kGamora, .layers = 4});
  const CircuitModelShape shape = circuit_model_shape(model.model);
  EXPECT_EQ(shape.edges, CircuitEdges::kFanins);
  EXPECT_EQ(shape.features, CircuitFeatures::kGamora);
  EXPECT_EQ(shape.hops, 4);
  expect_exact(model, make_multiplier({MultiplierFamily::kWallace, 7}));
  expect_exact(model, test::random_aig(6, 3, 200));
}

TEST(PredictCircuit, ByTheModelOfGamoraToo) {
  const LoadedModel model = test::any_circuit_model({.tasks = CircuitTasks::kGamora,
                                                     .edges = CircuitEdges::kUntyped,
                                                     .features = CircuitFeatures::kGamora,
                                                     .layers = 3});
  EXPECT_EQ(circuit_model_shape(model.model).edges, CircuitEdges::kUntyped);
  EXPECT_EQ(circuit_model_shape(model.model).hops, 3);
  expect_exact(model, make_multiplier({.bits = 9}));
  expect_exact(model, test::random_aig(6, 3, 200));
}

// If fewer hops were exact too, the tests above would say nothing.
TEST(PredictCircuit, WithFewerHopsIsWrongAtEdgesOfChunks) {
  const LoadedModel model = test::any_circuit_model();
  ASSERT_EQ(circuit_model_shape(model.model).hops, 3);
  const Aig aig = make_multiplier({.bits = 16});
  const std::vector<float> whole = test::whole_circuit_scores(model, aig);
  for (const int64_t hops : {1, 2}) {
    const std::vector<float> parts = chunked_scores(model, aig, {.chunk_nodes = 600, .hops = hops});
    const int64_t different = different_bits(whole, parts);
    EXPECT_GT(different, 0) << hops;
    EXPECT_LT(different, std::ssize(whole) * 3 / 4) << hops << ": the inside of a chunk is right";
  }
  EXPECT_EQ(different_bits(whole, chunked_scores(model, aig, {.chunk_nodes = 600, .hops = 4})), 0);
}

TEST(PredictCircuit, OfCircuitsWithOddParts) {
  const LoadedModel model = test::any_circuit_model();
  const Aig no_gates = test::circuit(3, {}, {2, 5, 1});
  EXPECT_TRUE(chunked_scores(model, no_gates, {}).empty());
  EXPECT_TRUE(chunked_scores(model, Aig{}, {}).empty());
  const Aig constants = test::circuit(0, {{0, 1}, {1, 1}, {2, 4}, {1, 7}}, {0, 8});
  EXPECT_EQ(different_bits(test::whole_circuit_scores(model, constants),
                           chunked_scores(model, constants, {.chunk_nodes = 1})),
            0);
  const Aig no_outputs = test::circuit(2, {{2, 4}, {2, 6}}, {});
  EXPECT_EQ(different_bits(test::whole_circuit_scores(model, no_outputs),
                           chunked_scores(model, no_outputs, {.chunk_nodes = 1})),
            0);
}

class CircuitMemory : public testing::Test {
 protected:
  CircuitPredictionPlan plan_within(int64_t memory_limit) const {
    return CircuitPredictor(model_, aig_, {.memory_limit = memory_limit}).plan();
  }

  LoadedModel model_ = test::any_circuit_model();
  Aig aig_ = make_multiplier({.bits = 96});  // 72,672 gates
};

TEST_F(CircuitMemory, IsKeptToBySmallerChunks) {
  const CircuitPredictionPlan whole = plan_within(0);
  EXPECT_EQ(whole.chunks, 1);
  EXPECT_EQ(whole.chunk_nodes, std::ssize(aig_.ands));
  const int64_t limit = whole.planned_memory_bytes - (int64_t{8} << 20);
  const CircuitPredictionPlan less = plan_within(limit);
  EXPECT_LE(less.planned_memory_bytes, limit);
  EXPECT_LT(less.chunk_nodes, whole.chunk_nodes);
  EXPECT_EQ(less.chunks, (std::ssize(aig_.ands) + less.chunk_nodes - 1) / less.chunk_nodes);
  EXPECT_EQ(less.hops, 3);
}

TEST_F(CircuitMemory, IsRefusedWhereTheSmallestChunksNeedMore) {
  test::expect_error(ErrorKind::kOutOfMemory, {"memory", "needed", "the limit is 1.00 MiB"},
                     [&] { plan_within(1 << 20); });
  test::expect_error(ErrorKind::kOutOfMemory, {"chunks of 70000 gates"}, [&] {
    CircuitPredictor(model_, aig_, {.memory_limit = resident_bytes(), .chunk_nodes = 70000});
  });
}

// Gates that read any of many others: a part of them has most of these around it.
Aig scattered_circuit(uint32_t pool, uint32_t readers) {
  std::mt19937 random(7);
  Aig aig = test::circuit(200, {}, {});
  const auto any_of = [&](uint32_t first, uint32_t count) {
    return literal_of(first + static_cast<uint32_t>(random() % count));
  };
  const auto append_gates = [&](uint32_t count, uint32_t first, uint32_t among) {
    for (uint32_t i = 0; i < count; ++i) {
      const auto [low, high] = std::minmax({any_of(first, among), any_of(first, among)});
      aig.ands.push_back({low, high});
    }
  };
  append_gates(pool, 1, 200);
  append_gates(readers, aig.first_and(), pool);
  return aig;
}

constexpr int64_t kMuchMemory = int64_t{1} << 50;

TEST(PredictCircuit, CutsChunksThatHaveMoreAroundThemThanPlanned) {
  const LoadedModel model = test::any_circuit_model({.edges = CircuitEdges::kFanins, .layers = 1});
  const Aig aig = scattered_circuit(30'000, 30'000);
  int64_t ranges = 0;
  CircuitPredictor predictor(model, aig, {.memory_limit = kMuchMemory, .chunk_nodes = 15'000});
  EXPECT_EQ(predictor.plan().chunks, 4);
  EXPECT_TRUE(predictor.run([&](int64_t, MatrixView<const float>) { ++ranges; }));
  EXPECT_EQ(ranges, 6) << "the two chunks of readers are halved";
  EXPECT_EQ(different_bits(
                test::whole_circuit_scores(model, aig),
                chunked_scores(model, aig, {.memory_limit = kMuchMemory, .chunk_nodes = 15'000})),
            0);
}

TEST(PredictCircuit, GivesUpWhereEveryPartHasMostOfTheCircuitAroundIt) {
  const LoadedModel model = test::any_circuit_model();
  const Aig aig = scattered_circuit(2'000, 30'000);
  CircuitPredictor predictor(model, aig, {.memory_limit = kMuchMemory, .chunk_nodes = 2'000});
  test::expect_error(ErrorKind::kOutOfMemory,
                     {"memory: within 3 layers of 125 gates", "6096 nodes", "the limit of"},
                     [&] { predictor.run([](int64_t, MatrixView<const float>) {}); });
}

TEST(PredictCircuit, StopsWhenItIsCancelled) {
  const LoadedModel model = test::any_circuit_model();
  const Aig aig = make_multiplier({.bits = 8});
  Cancellation cancellation;
  CircuitPredictor predictor(model, aig, {.chunk_nodes = 50, .cancellation = &cancellation});
  ASSERT_EQ(predictor.plan().chunks, 9);
  int64_t last_done = 0;
  const auto stop_after_two = [&](int64_t done) {
    last_done = done;
    if (done == 2) cancellation.request();
  };
  EXPECT_FALSE(predictor.run([](int64_t, MatrixView<const float>) {}, stop_after_two));
  EXPECT_EQ(last_done, 2);
}

TEST(PredictCircuit, ReportsEveryChunk) {
  const LoadedModel model = test::any_circuit_model();
  const Aig aig = make_multiplier({.bits = 8});
  CircuitPredictor predictor(model, aig, {.threads = 3, .chunk_nodes = 50});
  std::vector<int64_t> reported;
  EXPECT_TRUE(predictor.run([](int64_t, MatrixView<const float>) {},
                            [&](int64_t done) { reported.push_back(done); }));
  EXPECT_EQ(reported, (std::vector<int64_t>{1, 2, 3, 4, 5, 6, 7, 8, 9}));
}

// What the text beside its weights says of a model is changed until it fits no circuit.
TEST(PredictCircuit, RefusesModelsThatAreNotOfCircuits) {
  const Aig aig = make_multiplier({.bits = 4});
  const auto expect_refused = [&](const LoadedModel& model,
                                  std::initializer_list<std::string_view> words) {
    test::expect_error(ErrorKind::kInvalidArgument, words,
                       [&] { CircuitPredictor(model, aig, {}); });
  };
  LoadedModel other = test::any_circuit_model();
  other.model.class_names = {"a", "b", "c", "d"};
  expect_refused(other, {"model 'circuit'", "not trained on circuits", "heddle train circuits:"});
  for (Node& node : other.model.program.nodes) {
    for (Type& type : node.results) {
      if (type.is_adjacency()) type.relations = 5;
    }
  }
  other.model.class_names = task_names(CircuitTasks::kStructural);
  expect_refused(other, {"5 relations, a circuit has 1, 4 or 8"});
}

}  // namespace
}  // namespace heddle
