// scale: multiplication by a constant.
//
//   y  = factor * x             x, y  dense [N, D]
//   dx = factor * dy

#include "heddle/ops/scale.h"

#include "heddle/ops/elementwise.h"

namespace heddle {
namespace {

std::vector<Value> gradient(const GradientCall& call) {
  return {scale(call.builder, call.d_results[0], call.node.attributes.number("factor"))};
}

}  // namespace

const OpDef kScale = {
    .name = "scale",
    .operands = {{"x"}},
    .results = {"y"},
    .attributes = {{"factor", 1.0}},
    .infer_types = infer_same_as_first,
    .gradient = gradient,
    .work = elementwise_work,
};

Value scale(Builder& builder, Value x, double factor) {
  return builder.append(kScale, {x}, {{"factor", factor}});
}

}  // namespace heddle
