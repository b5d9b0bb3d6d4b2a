#include "heddle/circuits/learn/circuit_model_shape.h"

#include "heddle/circuits/learn/circuit_dataset.h"
#include "heddle/ops/op_list.h"
#include "tests/support/expect_error.h"

#include <gtest/gtest.h>

#include <functional>

namespace heddle {
namespace {

constexpr int64_t kNodes = 10, kEdges = 30;

// A model of somebody else's: `layers` makes logits of the rows that a circuit has.
ModelFile model_file(const std::function<Value(Builder&, Value, Value)>& layers,
                     int64_t relations = 8, int64_t columns = 12) {
  ModelFile file;
  file.model = "mine";
  file.class_names = task_names(CircuitTasks::kStructural);
  Builder builder(file.program);
  Type graph;
  graph.form = Form::kAdjacency;
  graph.space = graph.senders = builder.add_space({"nodes", SpaceKind::kNodes, kNodes, false});
  graph.edges = builder.add_space({"edges", SpaceKind::kEdges, kEdges, false});
  graph.rows = graph.cols = kNodes;
  graph.entries = kEdges;
  graph.relations = relations;
  const Value adjacency = builder.adjacency("graph", graph, {});
  const Value x =
      builder.input("features", dense_type(DType::kF32, graph.space, kNodes, columns), true);
  builder.output("logits", layers(builder, adjacency, x));
  return file;
}

int64_t hops_of(const std::function<Value(Builder&, Value, Value)>& layers) {
  return circuit_model_shape(model_file(layers)).hops;
}

Value own_rows(Builder& builder, Value, Value x) { return relu(builder, x); }

TEST(CircuitModelShape, CountsLayersOfMessages) {
  EXPECT_EQ(hops_of(own_rows), 0);
  EXPECT_EQ(hops_of([](Builder& b, Value a, Value x) { return spmm(b, a, x); }), 1);
  EXPECT_EQ(hops_of([](Builder& b, Value a, Value x) {
              const Value norm = relation_norm(b, a);
              return spmm(b, a, relu(b, spmm(b, a, x, norm)), norm);
            }),
            2);
}

// What a node sends depends on its own edges then.
TEST(CircuitModelShape, CountsScalesOfTheOtherEnd) {
  EXPECT_EQ(hops_of([](Builder& b, Value a, Value x) {
              return spmm(b, a, row_scale(b, x, degree_scale(b, a, -0.5)));
            }),
            2);
  EXPECT_EQ(hops_of([](Builder& b, Value a, Value x) { return spmm(b, a, x, gcn_norm(b, a)); }), 2);
}

TEST(CircuitModelShape, IsToldByRelationsAndColumns) {
  const CircuitModelShape shape = circuit_model_shape(model_file(own_rows, 4, 4));
  EXPECT_EQ(shape.edges, CircuitEdges::kFanins);
  EXPECT_EQ(shape.features, CircuitFeatures::kGamora);
  const auto expect_refused = [](int64_t relations, int64_t columns, std::string_view words) {
    test::expect_error(ErrorKind::kInvalidArgument, {"model 'mine'", words},
                       [&] { circuit_model_shape(model_file(own_rows, relations, columns)); });
  };
  EXPECT_EQ(circuit_model_shape(model_file(own_rows, 1, 4)).edges, CircuitEdges::kUntyped);
  expect_refused(5, 12, "5 relations, a circuit has 1, 4 or 8");
  expect_refused(8, 13, "13 feature columns, nodes of a circuit have 4 or 12");
}

TEST(CircuitModelShape, IsNoneWhereAllEdgesCount) {
  test::expect_error(ErrorKind::kUnsupported, {"model 'mine'", "transpose looks at all edges"}, [] {
    hops_of([](Builder& b, Value a, Value x) { return spmm(b, transpose(b, a), x); });
  });
}

}  // namespace
}  // namespace heddle
