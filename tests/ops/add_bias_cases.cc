#include "heddle/ops/add_bias.h"
#include "tests/ops/case_files.h"

namespace heddle::test {

void add_add_bias_cases(CaseList& list) {
  list.push_back({.op = &kAddBias, .name = "add_bias", .build = [](CaseContext& c) {
                    const Value x = c.operand("x", c.rows(c.cols(), c.heads()));
                    return add_bias(c.builder(), x, c.operand("bias", c.side_row(c.cols())));
                  }});
}

}  // namespace heddle::test
