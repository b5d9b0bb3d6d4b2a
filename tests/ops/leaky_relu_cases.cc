#include "heddle/ops/leaky_relu.h"
#include "tests/ops/case_files.h"

namespace heddle::test {

void add_leaky_relu_cases(CaseList& list) {
  for (const double slope : {0.2, 3.0}) {
    list.push_back({.op = &kLeakyRelu,
                    .name = slope < 1 ? "leaky_relu" : "leaky_relu steep",
                    .build = [slope](CaseContext& c) {
                      return leaky_relu(c.builder(), c.operand("x", c.rows(c.cols(), c.heads())),
                                        slope);
                    }});
  }
}

}  // namespace heddle::test
