#include "heddle/ops/adam.h"
#include "tests/ops/case_files.h"

namespace heddle::test {

namespace {

OpCase adam_case(const char* name, const AdamOptions& options) {
  return {.op = &kAdam,
          .name = name,
          .build =
              [options](CaseContext& c) {
                const Type weight = weight_type(c.cols(), 7, c.side_dtype());
                const Value w = c.operand("w", weight);
                const Value g = c.operand("g", weight);
                const Value m = c.operand("m", weight);
                const Value v = c.operand("v", weight, positive_values());
                const Value step = c.operand("step", scalar_type(DType::kI64), integers(0, 50));
                const Value rate =
                    c.operand("learning_rate", scalar_type(DType::kF32), positive_values());
                return adam(c.builder(), w, g, m, v, step, rate, options).w;
              },
          .gradient = false,
          .tolerance = 4};
}

}  // namespace

void add_adam_cases(CaseList& list) {
  list.push_back(adam_case("adam", {}));
  list.push_back(adam_case("adam coupled decay", {.beta1 = 0.8, .weight_decay = 5e-2}));
  list.push_back(adam_case("adam decoupled decay", {.weight_decay = 5e-2, .decoupled = true}));
}

}  // namespace heddle::test
