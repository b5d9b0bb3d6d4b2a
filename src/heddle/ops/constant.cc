// constant: a number as a value, for example the gradient of a loss with respect to itself.
//
//   y = value      [1, 1]
//
// No operands, so no gradient. Errors: a dtype that is not floating.

#include "heddle/ops/constant.h"

#include "heddle/base/error.h"

#include <optional>

namespace heddle {
namespace {

std::vector<Type> infer_types(const TypeQuery& query) {
  const std::string& name = query.attributes.text("dtype");
  const std::optional<DType> dtype = dtype_from_string(name);
  require(dtype.has_value() && is_floating(*dtype), "constant: dtype is '{}', needs f64, f32, bf16",
          name);
  return {scalar_type(*dtype)};
}

Work work(const WorkQuery& query) {
  return {.bytes = static_cast<double>(query.results[0].bytes())};
}

}  // namespace

const OpDef kConstant = {
    .name = "constant",
    .results = {"y"},
    .attributes = {{"value", 0.0}, {"dtype", std::string("f32")}},
    .infer_types = infer_types,
    .work = work,
};

Value constant(Builder& builder, double value, DType dtype) {
  return builder.append(kConstant, {},
                        {{"value", value}, {"dtype", std::string(to_string(dtype))}});
}

}  // namespace heddle
