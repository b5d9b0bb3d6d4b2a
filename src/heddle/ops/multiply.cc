// multiply: gates.
//
//   y  = a * b, element by element      a, b, y  dense [N, D]
//   da = dy * b, db = dy * a

#include "heddle/ops/multiply.h"

#include "heddle/ops/elementwise.h"

namespace heddle {
namespace {

std::vector<Value> gradient(const GradientCall& call) {
  const Value dy = call.d_results[0];
  return {call.needs[0] ? multiply(call.builder, dy, call.operand(1)) : kNoValue,
          call.needs[1] ? multiply(call.builder, dy, call.operand(0)) : kNoValue};
}

}  // namespace

const OpDef kMultiply = {
    .name = "multiply",
    .operands = {{"a"}, {"b"}},
    .results = {"y"},
    .infer_types = infer_same_as_all,
    .gradient = gradient,
    .work = elementwise_work,
};

Value multiply(Builder& builder, Value a, Value b) { return builder.append(kMultiply, {a, b}); }

}  // namespace heddle
