#include "heddle/ops/relu.h"
#include "tests/ops/case_files.h"

namespace heddle::test {

void add_relu_cases(CaseList& list) {
  list.push_back({.op = &kRelu, .name = "relu", .build = [](CaseContext& c) {
                    return relu(c.builder(), c.operand("x", c.rows(c.cols(), c.heads())));
                  }});
}

}  // namespace heddle::test
