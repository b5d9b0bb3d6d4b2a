#include "heddle/ops/gcn_norm.h"
#include "tests/ops/case_files.h"

namespace heddle::test {
namespace {

OpCase gcn_norm_case(const char* name, bool weighted) {
  return {.op = &kGcnNorm,
          .name = name,
          .build =
              [weighted](CaseContext& c) {
                Value weights;
                if (weighted) weights = c.operand("weights", c.edges(1), fixed(positive_values()));
                return gcn_norm(c.builder(), c.adjacency(), c.side_dtype(), weights);
              },
          .gradient = false,
          .fits = [](const Situation& situation) { return !situation.bipartite; }};
}

}  // namespace

void add_gcn_norm_cases(CaseList& list) {
  list.push_back(gcn_norm_case("gcn_norm", false));
  list.push_back(gcn_norm_case("gcn_norm weighted", true));
}

}  // namespace heddle::test
