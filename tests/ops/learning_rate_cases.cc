#include "heddle/ops/increment.h"
#include "heddle/ops/learning_rate.h"
#include "tests/ops/case_files.h"

namespace heddle::test {

void add_learning_rate_cases(CaseList& list) {
  for (const int64_t every : {0, 10}) {
    list.push_back({.op = &kLearningRate,
                    .name = every == 0 ? "learning_rate constant" : "learning_rate in steps",
                    .build =
                        [every](CaseContext& c) {
                          const Type step = scalar_type(DType::kI64);
                          return learning_rate(c.builder(),
                                               c.operand("step", step, integers(0, 90)), 0.01, 0.7,
                                               every);
                        },
                    .gradient = false});
  }
  list.push_back({.op = &kIncrement,
                  .name = "increment",
                  .build =
                      [](CaseContext& c) {
                        const Type step = scalar_type(DType::kI64);
                        return increment(c.builder(), c.operand("step", step, integers(0, 1000)));
                      },
                  .gradient = false});
}

}  // namespace heddle::test
