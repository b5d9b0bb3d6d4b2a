// relu: keeps what is positive.
//
//   y  = max(x, 0)                       x, y  dense [N, D]
//   dx = dy where y > 0, else 0          relu_gradient(y, dy)
//
// The gradient reads y, not x: so x need not be kept, and y may take its memory.

#include "heddle/ops/relu.h"

#include "heddle/ops/elementwise.h"

namespace heddle {
namespace {

std::vector<Value> gradient(const GradientCall& call) {
  return {call.builder.append(kReluGradient, {call.results[0], call.d_results[0]})};
}

}  // namespace

const OpDef kRelu = {
    .name = "relu",
    .operands = {{"x"}},
    .results = {"y"},
    .infer_types = infer_same_as_first,
    .gradient = gradient,
    .work = elementwise_work,
};

const OpDef kReluGradient = {
    .name = "relu_gradient",
    .operands = {{"y"}, {"dy"}},
    .results = {"dx"},
    .infer_types = infer_same_as_all,
    .work = elementwise_work,
};

Value relu(Builder& builder, Value x) { return builder.append(kRelu, {x}); }

}  // namespace heddle
