// learning_rate: a schedule in steps.
//
//   y = base * gamma^floor(step / every), base if every = 0       step  i64 [1, 1];  y  f32 [1, 1]
//   no gradient

#include "heddle/ops/learning_rate.h"

#include "heddle/base/error.h"
#include "heddle/ops/elementwise.h"

namespace heddle {
namespace {

std::vector<Type> infer_types(const TypeQuery& query) {
  require(query.operands[0] == scalar_type(DType::kI64),
          "learning_rate: step is {}, needs i64[1,1]", query.describe(0));
  const int64_t every = query.attributes.integer("every");
  require(every >= 0, "learning_rate: every is {} steps, needs 0 or more", every);
  return {scalar_type(DType::kF32)};
}

}  // namespace

const OpDef kLearningRate = {
    .name = "learning_rate",
    .operands = {{"step"}},
    .results = {"y"},
    .attributes = {{"base", 0.01}, {"gamma", 1.0}, {"every", int64_t{0}}},
    .infer_types = infer_types,
    .work = elementwise_work,
};

Value learning_rate(Builder& builder, Value step, double base, double gamma, int64_t every) {
  return builder.append(kLearningRate, {step},
                        {{"base", base}, {"gamma", gamma}, {"every", every}});
}

}  // namespace heddle
