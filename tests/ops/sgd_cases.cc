#include "heddle/ops/sgd.h"
#include "tests/ops/case_files.h"

namespace heddle::test {

void add_sgd_cases(CaseList& list) {
  for (const double momentum : {0.0, 0.9}) {
    list.push_back({.op = &kSgd,
                    .name = momentum == 0 ? "sgd" : "sgd momentum",
                    .build =
                        [momentum](CaseContext& c) {
                          const Type weight = weight_type(c.cols(), 7, c.side_dtype());
                          const Value w = c.operand("w", weight);
                          const Value g = c.operand("g", weight);
                          const Value velocity = c.operand("velocity", weight);
                          const Value rate = c.operand("learning_rate", scalar_type(DType::kF32),
                                                       positive_values());
                          return sgd(c.builder(), w, g, velocity, rate, momentum, 0.01).w;
                        },
                    .gradient = false});
  }
}

}  // namespace heddle::test
