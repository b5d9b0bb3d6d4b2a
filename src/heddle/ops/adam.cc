// adam: one step of Adam or AdamW, element by element.
//
//   g' = g + weight_decay * w                    (decoupled: g' = g, w is first multiplied by
//                                                 1 - learning_rate * weight_decay)
//   m' = beta1 * m + (1 - beta1) * g'
//   v' = beta2 * v + (1 - beta2) * g'^2
//   w' = w - learning_rate / (1 - beta1^t) * m' / (sqrt(v') / sqrt(1 - beta2^t) + eps),  t = step +
//   1
//
//   w, g, m, v  dense of one type, f32 or f64;  step  i64 [1, 1];  learning_rate  f32 [1, 1]
//   no gradient
//
// The two corrections are computed in double. Source: Kingma, Ba 2015; Loshchilov, Hutter 2019;
// the order of operations is that of torch.optim.Adam.

#include "heddle/ops/adam.h"

#include "heddle/base/error.h"
#include "heddle/ops/elementwise.h"
#include "heddle/ops/optimizer_types.h"

namespace heddle {
namespace {

std::vector<Type> infer_types(const TypeQuery& query) {
  const Type& w = require_weight(query, 4);
  require(query.operands[4] == scalar_type(DType::kI64), "adam: step is {}, needs i64[1,1]",
          query.describe(4));
  require_learning_rate(query, 5);
  for (const std::string_view name : {"beta1", "beta2"}) {
    const double beta = query.attributes.number(name);
    require(beta >= 0 && beta < 1, "adam: {} is {}, needs a number in [0, 1)", name, beta);
  }
  return {w, w, w};
}

}  // namespace

const OpDef kAdam = {
    .name = "adam",
    .operands = {{"w"}, {"g"}, {"m"}, {"v"}, {"step"}, {"learning_rate"}},
    .results = {"new_w", "new_m", "new_v"},
    .attributes = {{"beta1", 0.9},
                   {"beta2", 0.999},
                   {"eps", 1e-8},
                   {"weight_decay", 0.0},
                   {"decoupled", false}},
    .infer_types = infer_types,
    .work = elementwise_work,
};

AdamStep adam(Builder& builder, Value w, Value g, Value m, Value v, Value step, Value learning_rate,
              const AdamOptions& options) {
  const std::vector<Value> results = builder.append_multi(kAdam, {w, g, m, v, step, learning_rate},
                                                          {{"beta1", options.beta1},
                                                           {"beta2", options.beta2},
                                                           {"eps", options.eps},
                                                           {"weight_decay", options.weight_decay},
                                                           {"decoupled", options.decoupled}});
  return {results[0], results[1], results[2]};
}

}  // namespace heddle
