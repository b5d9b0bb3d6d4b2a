#include "heddle/ops/constant.h"
#include "tests/ops/case_files.h"

namespace heddle::test {

void add_constant_cases(CaseList& list) {
  list.push_back({.op = &kConstant,
                  .name = "constant",
                  .build = [](CaseContext& c) { return constant(c.builder(), 0.3, c.dtype()); },
                  .gradient = false});
}

}  // namespace heddle::test
