// sgd: one step of gradient descent with momentum, element by element.
//
//   velocity' = momentum * velocity + g + weight_decay * w
//   w' = w - learning_rate * velocity'
//
//   w, g, velocity  dense of one type, f32 or f64;  learning_rate  f32 [1, 1]
//   no gradient
//
// Source: torch.optim.SGD without dampening and Nesterov momentum.

#include "heddle/ops/sgd.h"

#include "heddle/base/error.h"
#include "heddle/ops/elementwise.h"
#include "heddle/ops/optimizer_types.h"

namespace heddle {
namespace {

std::vector<Type> infer_types(const TypeQuery& query) {
  const Type& w = require_weight(query, 3);
  require_learning_rate(query, 3);
  return {w, w};
}

}  // namespace

const OpDef kSgd = {
    .name = "sgd",
    .operands = {{"w"}, {"g"}, {"velocity"}, {"learning_rate"}},
    .results = {"new_w", "new_velocity"},
    .attributes = {{"momentum", 0.0}, {"weight_decay", 0.0}},
    .infer_types = infer_types,
    .work = elementwise_work,
};

SgdStep sgd(Builder& builder, Value w, Value g, Value velocity, Value learning_rate,
            double momentum, double weight_decay) {
  const std::vector<Value> results =
      builder.append_multi(kSgd, {w, g, velocity, learning_rate},
                           {{"momentum", momentum}, {"weight_decay", weight_decay}});
  return {results[0], results[1]};
}

}  // namespace heddle
