// cast: the same numbers in another floating type, rounded to nearest even.
//
//   y  = x in `dtype`                   x, y  dense [N, D]
//   dx = dy in the dtype of x; a dy that has it already (weight gradients do) is passed on

#include "heddle/ops/cast.h"

#include "heddle/base/error.h"
#include "heddle/ops/elementwise.h"
#include "heddle/ops/operand_checks.h"

#include <optional>

namespace heddle {
namespace {

std::vector<Type> infer_types(const TypeQuery& query) {
  Type type = require_matrix(query);
  const std::string& name = query.attributes.text("dtype");
  const std::optional<DType> dtype = dtype_from_string(name);
  require(dtype.has_value() && is_floating(*dtype), "cast: dtype is '{}', needs f64, f32 or bf16",
          name);
  type.dtype = *dtype;
  return {type};
}

std::vector<Value> gradient(const GradientCall& call) {
  return {cast(call.builder, call.d_results[0], call.operand_type(0).dtype)};
}

}  // namespace

const OpDef kCast = {
    .name = "cast",
    .operands = {{"x"}},
    .results = {"y"},
    .attributes = {{"dtype", std::string("f32")}},
    .infer_types = infer_types,
    .gradient = gradient,
    .work = elementwise_work,
};

Value cast(Builder& builder, Value x, DType dtype) {
  if (builder.type(x).dtype == dtype) return x;
  return builder.append(kCast, {x}, {{"dtype", std::string(to_string(dtype))}});
}

}  // namespace heddle
