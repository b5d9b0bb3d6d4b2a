#include "heddle/ops/add.h"
#include "tests/ops/case_files.h"

namespace heddle::test {

void add_add_cases(CaseList& list) {
  list.push_back({.op = &kAdd, .name = "add", .build = [](CaseContext& c) {
                    const Type rows = c.rows(c.cols(), c.heads());
                    return add(c.builder(), c.operand("a", rows), c.operand("b", rows));
                  }});
}

}  // namespace heddle::test
