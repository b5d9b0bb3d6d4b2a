#include "tests/ops/graph_run.h"

#include "heddle/runtime/interpreter.h"
#include "heddle/runtime/state.h"
#include "tests/ops/elements.h"

#include <utility>

namespace heddle::test {

GraphRun::GraphRun(const EdgeList& edges)
    : builder_(program_),
      graph_(edges, 1),
      nodes_(builder_.add_space({"nodes", SpaceKind::kNodes, edges.receivers, false})),
      edges_(builder_.add_space({"edges", SpaceKind::kEdges, graph_.view().entries(), false})) {
  graph_.ensure_transpose();
  Type type;
  type.form = Form::kAdjacency;
  type.space = type.senders = nodes_;
  type.edges = edges_;
  type.rows = type.cols = edges.receivers;
  type.entries = graph_.view().entries();
  type.relations = edges.relation_count;
  adjacency_ = builder_.adjacency("graph", type, {});
  bindings_.bind_adjacency("graph", graph_.view());
}

Value GraphRun::nodes(std::vector<double> numbers, int64_t heads) {
  return add_input(nodes_, graph_.view().rows, std::move(numbers), heads);
}

Value GraphRun::edges(std::vector<double> numbers) {
  return add_input(edges_, graph_.view().entries(), std::move(numbers), 1);
}

Value GraphRun::matrix(int64_t rows, std::vector<double> numbers) {
  return add_input(kNoSpace, rows, std::move(numbers), 1);
}

Value GraphRun::add_input(SpaceId space, int64_t rows, std::vector<double> numbers, int64_t heads) {
  const std::string name = "input" + std::to_string(inputs_.size());
  const int64_t cols = static_cast<int64_t>(numbers.size()) / rows;
  inputs_.push_back(std::move(numbers));
  const MatrixView<const double> view = {inputs_.back().data(), rows, cols, cols};
  bindings_.bind<double>(name, view, heads);
  return builder_.input(name, dense_type(DType::kF64, space, rows, cols, heads), false);
}

std::vector<double> GraphRun::operator()(Value value) const {
  State state;
  Interpreter interpreter(program_, bindings_, state);
  interpreter.run({});
  const ElementGrid elements(interpreter.value(value));
  std::vector<double> numbers;
  for (int64_t i = 0; i < elements.rows; ++i) {
    for (int64_t j = 0; j < elements.cols; ++j) {
      numbers.push_back(elements.get(i, j));
    }
  }
  return numbers;
}

}  // namespace heddle::test
