// elu: exponential linear unit with alpha = 1.
//
//   y  = x where x > 0, else exp(x) - 1          x, y  dense [N, D]
//   dx = dy where y > 0, else dy * (y + 1)       elu_gradient(y, dy)
//
// The gradient reads y, not x: so x need not be kept, and y may take its memory.
// Source: Clevert, Unterthiner, Hochreiter 2016.

#include "heddle/ops/elu.h"

#include "heddle/ops/elementwise.h"

namespace heddle {
namespace {

std::vector<Value> gradient(const GradientCall& call) {
  return {call.builder.append(kEluGradient, {call.results[0], call.d_results[0]})};
}

}  // namespace

const OpDef kElu = {
    .name = "elu",
    .operands = {{"x"}},
    .results = {"y"},
    .infer_types = infer_same_as_first,
    .gradient = gradient,
    .work = elementwise_work,
};

const OpDef kEluGradient = {
    .name = "elu_gradient",
    .operands = {{"y"}, {"dy"}},
    .results = {"dx"},
    .infer_types = infer_same_as_all,
    .work = elementwise_work,
};

Value elu(Builder& builder, Value x) { return builder.append(kElu, {x}); }

}  // namespace heddle
