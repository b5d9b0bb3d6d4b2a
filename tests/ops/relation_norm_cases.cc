#include "heddle/ops/relation_norm.h"
#include "tests/ops/case_files.h"

namespace heddle::test {

void add_relation_norm_cases(CaseList& list) {
  list.push_back(
      {.op = &kRelationNorm,
       .name = "relation_norm",
       .build =
           [](CaseContext& c) { return relation_norm(c.builder(), c.adjacency(), c.side_dtype()); },
       .gradient = false});
}

}  // namespace heddle::test
