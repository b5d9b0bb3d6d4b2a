#include "heddle/ops/relation_combine.h"
#include "tests/ops/case_files.h"

namespace heddle::test {
namespace {

Value weights_of(CaseContext& c, bool weighted) {
  return weighted ? c.operand("weights", c.edges(1), fixed(positive_values())) : kNoValue;
}

Value coefficients_of(CaseContext& c, int64_t bases) {
  return c.operand("coefficients", weight_type(c.relations(), bases, c.side_dtype()));
}

OpCase make_combine(const char* name, int64_t bases, bool weighted) {
  return {.op = &kRelationCombine,
          .name = name,
          .build =
              [=](CaseContext& c) {
                const Value v = c.operand("v", c.sender_rows(bases * c.cols(), bases));
                const Value coefficients = coefficients_of(c, bases);
                return relation_combine(c.builder(), c.adjacency(), v, coefficients,
                                        weights_of(c, weighted));
              },
          .linear_in = {1, 2}};
}

OpCase make_expand(const char* name, int64_t bases, bool weighted) {
  return {.op = &kRelationExpand,
          .name = name,
          .build =
              [=](CaseContext& c) {
                const Value x = c.operand("x", c.sender_rows(c.cols()));
                const Value coefficients = coefficients_of(c, bases);
                return relation_expand(c.builder(), c.adjacency(), x, coefficients,
                                       weights_of(c, weighted));
              },
          .linear_in = {1, 2}};
}

}  // namespace

void add_relation_combine_cases(CaseList& list) {
  list.push_back(make_combine("relation_combine", 3, false));
  list.push_back(make_combine("relation_combine one basis", 1, false));
  list.push_back(make_combine("relation_combine weighted", 5, true));
  list.push_back(make_expand("relation_expand", 3, false));
  list.push_back(make_expand("relation_expand one basis", 1, false));
  list.push_back(make_expand("relation_expand weighted", 35, true));
}

}  // namespace heddle::test
