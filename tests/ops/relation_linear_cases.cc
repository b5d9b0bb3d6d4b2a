#include "heddle/ops/relation_linear.h"
#include "tests/ops/case_files.h"

namespace heddle::test {
namespace {

OpCase relation_linear_case(const char* name, int64_t outputs, bool weighted, bool transpose_w) {
  return {.op = &kRelationLinear,
          .name = name,
          .build =
              [=](CaseContext& c) {
                const Value x = c.operand("x", c.sender_rows(c.cols()));
                const Type type = transpose_w
                                      ? weight_type(c.relations() * outputs, c.cols(), c.dtype())
                                      : weight_type(c.relations() * c.cols(), outputs, c.dtype());
                const Value w = c.operand("w", type);
                Value weights;
                if (weighted) weights = c.operand("weights", c.edges(1), fixed(positive_values()));
                return relation_linear(c.builder(), c.adjacency(), x, w, weights, transpose_w);
              },
          .linear_in = {1, 2}};
}

}  // namespace

void add_relation_linear_cases(CaseList& list) {
  list.push_back(relation_linear_case("relation_linear", 4, false, false));
  list.push_back(relation_linear_case("relation_linear weighted", 33, true, false));
  list.push_back(relation_linear_case("relation_linear transpose_w", 7, false, true));
  list.push_back(relation_linear_case("relation_linear transpose_w weighted", 16, true, true));
}

}  // namespace heddle::test
