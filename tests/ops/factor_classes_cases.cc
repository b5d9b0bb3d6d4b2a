#include "heddle/ops/factor_classes.h"
#include "heddle/ops/transpose.h"
#include "tests/ops/case_files.h"

namespace heddle::test {

void add_factor_classes_cases(CaseList& list) {
  list.push_back({.op = &kFactorClasses,
                  .name = "factor_classes",
                  .build =
                      [](CaseContext& c) {
                        const Value factors =
                            c.operand("factors", c.sender_side(1), fixed(values_between(-0.2, 1)));
                        return factor_classes(c.builder(), c.adjacency(), factors).remainders;
                      },
                  .gradient = false});
  list.push_back(
      {.op = &kFactorClasses,
       .name = "factor_classes transposed",
       .build =
           [](CaseContext& c) {
             const Value factors = c.operand("factors", c.side(1), fixed(values_between(0, 2)));
             return factor_classes(c.builder(), transpose(c.builder(), c.adjacency()), factors)
                 .remainders;
           },
       .gradient = false});
}

}  // namespace heddle::test
