// Which senders are hubs, on graphs that can be counted by hand, on every kernel.

#include "heddle/ops/hub_rows.h"

#include "tests/ops/expect_near.h"
#include "tests/ops/kernel_run.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace heddle::test {
namespace {

// Node j sends degrees[j] edges, all edges together to the nodes in turn.
EdgeList graph_of_out_degrees(const std::vector<int64_t>& degrees) {
  EdgeList list = edgeless_graph(static_cast<int64_t>(degrees.size()));
  for (size_t j = 0; j < degrees.size(); ++j) {
    for (int64_t k = 0; k < degrees[j]; ++k) {
      list.destinations.push_back(static_cast<int32_t>(list.sources.size() % degrees.size()));
      list.sources.push_back(static_cast<int32_t>(j));
    }
  }
  return list;
}

OpCase hub_rows_of_graph() {
  return {.op = &kHubRows, .name = "hub_rows", .build = [](CaseContext& c) {
            return hub_rows(c.builder(), c.adjacency());
          }};
}

void expect_hubs(const EdgeList& edges, const Numbers& expected) {
  const Situation situation = {"graph", edges, 1};
  CaseInstance instance(hub_rows_of_graph(), situation, DType::kF32, WithGradient::kNo);
  instance.run();
  for (const Kernel* kernel : kernels_of(kHubRows)) {
    SCOPED_TRACE(kernel->name);
    KernelRun run(instance, instance.result().node, *kernel);
    run.run(2);
    const ElementGrid marks(run.results()[0]);
    Numbers found;
    for (int64_t j = 0; j < marks.rows; ++j) found.push_back(marks.get(j, 0));
    EXPECT_EQ(found, expected);
  }
}

TEST(HubRows, WithoutEdgesThereAreNone) {
  expect_hubs(edgeless_graph(0), {});
  expect_hubs(edgeless_graph(3), {0, 0, 0});
}

TEST(HubRows, OneThatSendsMostEdgesIsTheOnlyOne) {
  expect_hubs(graph_of_out_degrees({1, 1, 10, 0, 1}), {0, 0, 1, 0, 0});
  expect_hubs(loop_graph(), {1});
}

TEST(HubRows, NodesOfOneDegreeAreAllHubsOrNone) {
  expect_hubs(graph_of_out_degrees({2, 2, 0, 2, 2}), {1, 1, 0, 1, 1});
  expect_hubs(graph_of_out_degrees({4, 1, 4, 1}), {1, 0, 1, 0});
}

TEST(HubRows, HalfOfTheEdgesIsEnoughAndLessIsNot) {
  expect_hubs(graph_of_out_degrees({3, 2, 1}), {1, 0, 0});
  expect_hubs(graph_of_out_degrees({3, 2, 2}), {1, 1, 1});
  expect_hubs(graph_of_out_degrees({3, 3, 2, 1, 1, 1, 1}), {1, 1, 0, 0, 0, 0, 0});
  expect_hubs(graph_of_out_degrees({3, 3, 2, 1, 1, 1, 1, 1}), {1, 1, 1, 0, 0, 0, 0, 0});
}

TEST(HubRows, AreSendersNotReceivers) {
  EdgeList edges = graph_of_out_degrees({6, 1, 0, 1});
  expect_hubs(edges, {1, 0, 0, 0});
  std::swap(edges.sources, edges.destinations);
  expect_hubs(edges, {1, 1, 1, 1});
}

}  // namespace
}  // namespace heddle::test
