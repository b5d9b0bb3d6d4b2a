#include "heddle/ops/elu.h"
#include "tests/ops/case_files.h"

namespace heddle::test {

void add_elu_cases(CaseList& list) {
  for (const double reach : {1.0, 20.0}) {
    list.push_back({.op = &kElu,
                    .name = reach == 1 ? "elu" : "elu of large values",
                    .build = [reach](CaseContext& c) {
                      const Fill fill = {.low = 0.1, .high = reach};
                      return elu(c.builder(), c.operand("x", c.rows(c.cols(), c.heads()), fill));
                    }});
  }
}

}  // namespace heddle::test
