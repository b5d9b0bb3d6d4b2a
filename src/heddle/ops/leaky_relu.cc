// leaky_relu: relu that lets a little through.
//
//   y  = x where x > 0, else slope * x           x, y  dense [N, D];  slope > 0
//   dx = dy where y > 0, else slope * dy         leaky_relu_gradient(y, dy)
//
// The gradient reads y, not x: that y has the sign of x is why slope must be positive.

#include "heddle/ops/leaky_relu.h"

#include "heddle/base/error.h"
#include "heddle/ops/elementwise.h"

namespace heddle {
namespace {

std::vector<Type> infer_types(const TypeQuery& query) {
  const double slope = query.attributes.number("slope");
  require(slope > 0, "{}: slope is {}, needs a positive number", query.op, slope);
  return infer_same_as_all(query);
}

std::vector<Value> gradient(const GradientCall& call) {
  return {call.builder.append(kLeakyReluGradient, {call.results[0], call.d_results[0]},
                              call.node.attributes)};
}

}  // namespace

const OpDef kLeakyRelu = {
    .name = "leaky_relu",
    .operands = {{"x"}},
    .results = {"y"},
    .attributes = {{"slope", 0.01}},
    .infer_types = infer_types,
    .gradient = gradient,
    .work = elementwise_work,
};

const OpDef kLeakyReluGradient = {
    .name = "leaky_relu_gradient",
    .operands = {{"y"}, {"dy"}},
    .results = {"dx"},
    .attributes = {{"slope", 0.01}},
    .infer_types = infer_types,
    .work = elementwise_work,
};

Value leaky_relu(Builder& builder, Value x, double slope) {
  return builder.append(kLeakyRelu, {x}, {{"slope", slope}});
}

}  // namespace heddle
