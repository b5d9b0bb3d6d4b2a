// increment: the training step counts on.
//
//   y = step + 1                        step, y  i64 [1, 1]
//   no gradient

#include "heddle/ops/increment.h"

#include "heddle/base/error.h"
#include "heddle/ops/elementwise.h"

namespace heddle {
namespace {

std::vector<Type> infer_types(const TypeQuery& query) {
  require(query.operands[0] == scalar_type(DType::kI64), "increment: step is {}, needs i64[1,1]",
          query.describe(0));
  return {scalar_type(DType::kI64)};
}

}  // namespace

const OpDef kIncrement = {
    .name = "increment",
    .operands = {{"step"}},
    .results = {"y"},
    .infer_types = infer_types,
    .work = elementwise_work,
};

Value increment(Builder& builder, Value step) { return builder.append(kIncrement, {step}); }

}  // namespace heddle
