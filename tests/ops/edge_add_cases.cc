#include "heddle/ops/edge_add.h"
#include "tests/ops/case_files.h"

namespace heddle::test {
namespace {

OpCase make_edge_add(const char* name, bool with_receiver, bool with_sender) {
  return {.op = &kEdgeAdd, .name = name, .build = [=](CaseContext& c) {
            Value receiver, sender;
            if (with_receiver) receiver = c.operand("receiver", c.side(c.heads()));
            if (with_sender) sender = c.operand("sender", c.sender_side(c.heads()));
            return edge_add(c.builder(), c.adjacency(), receiver, sender);
          }};
}

}  // namespace

void add_edge_add_cases(CaseList& list) {
  list.push_back(make_edge_add("edge_add", true, true));
  list.push_back(make_edge_add("edge_add receiver", true, false));
  list.push_back(make_edge_add("edge_add sender", false, true));
  list[list.size() - 2].linear_in = {1};
  list[list.size() - 1].linear_in = {2};
  list.push_back({.op = &kEdgeSum,
                  .name = "edge_sum",
                  .build =
                      [](CaseContext& c) {
                        const Value e = c.operand("e", c.edges(c.heads()));
                        return edge_sum(c.builder(), c.adjacency(), e);
                      },
                  .linear_in = {1}});
}

}  // namespace heddle::test
