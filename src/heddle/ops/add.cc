// add: residual connections and sums of gradients.
//
//   y  = a + b                  a, b, y  dense [N, D]
//   da = dy, db = dy

#include "heddle/ops/add.h"

#include "heddle/ops/elementwise.h"

namespace heddle {
namespace {

std::vector<Value> gradient(const GradientCall& call) {
  return {call.d_results[0], call.d_results[0]};
}

}  // namespace

const OpDef kAdd = {
    .name = "add",
    .operands = {{"a"}, {"b"}},
    .results = {"y"},
    .infer_types = infer_same_as_all,
    .gradient = gradient,
    .work = elementwise_work,
};

Value add(Builder& builder, Value a, Value b) { return builder.append(kAdd, {a, b}); }

}  // namespace heddle
