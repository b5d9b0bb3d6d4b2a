#include "heddle/ops/head_mean.h"
#include "tests/ops/case_files.h"

namespace heddle::test {

void add_head_mean_cases(CaseList& list) {
  list.push_back({.op = &kHeadMean,
                  .name = "head_mean",
                  .build =
                      [](CaseContext& c) {
                        return head_mean(c.builder(), c.operand("x", c.rows(c.cols(), c.heads())));
                      },
                  .linear_in = {0}});
  list.push_back({.op = &kHeadBroadcast,
                  .name = "head_broadcast",
                  .build =
                      [](CaseContext& c) {
                        const Value y = c.operand("y", c.rows(c.cols()));
                        return head_broadcast(c.builder(), y, 3);
                      },
                  .linear_in = {0}});
}

}  // namespace heddle::test
