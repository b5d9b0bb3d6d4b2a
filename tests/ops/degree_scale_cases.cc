#include "heddle/ops/degree_scale.h"
#include "tests/ops/case_files.h"

namespace heddle::test {
namespace {

OpCase degree_scale_case(const char* name, double power, bool weighted) {
  return {.op = &kDegreeScale,
          .name = name,
          .build =
              [=](CaseContext& c) {
                Value weights;
                if (weighted) weights = c.operand("weights", c.edges(1), fixed(positive_values()));
                return degree_scale(c.builder(), c.adjacency(), power, c.side_dtype(), weights);
              },
          .gradient = false};
}

}  // namespace

void add_degree_scale_cases(CaseList& list) {
  list.push_back(degree_scale_case("degree_scale -1", -1, false));
  list.push_back(degree_scale_case("degree_scale -0.5", -0.5, false));
  list.push_back(degree_scale_case("degree_scale 1 weighted", 1, true));
  list.push_back(degree_scale_case("degree_scale -0.5 weighted", -0.5, true));
  list.push_back(degree_scale_case("degree_scale 0.3 weighted", 0.3, true));
}

}  // namespace heddle::test
