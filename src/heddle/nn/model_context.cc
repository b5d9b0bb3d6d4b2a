#include "heddle/nn/model_context.h"

#include "heddle/ops/cast.h"
#include "heddle/ops/dropout.h"

namespace heddle {

Value ModelContext::weight(std::string_view name, int64_t rows, int64_t cols,
                           Initializer initializer) {
  const Value master = builder.parameter(name, weight_type(rows, cols), initializer);
  return cast(builder, master, dtype);
}

Value ModelContext::node_rows(std::string_view name, SpaceId space, int64_t cols) {
  const Type type = dense_type(DType::kF32, space, builder.program().space(space).size, cols);
  const Value master = builder.parameter(name, type, {InitializerKind::kGlorotUniform, 1.0});
  return cast(builder, master, dtype);
}

Value ModelContext::row(std::string_view name, int64_t cols, InitializerKind kind) {
  return builder.parameter(name, weight_type(1, cols), {kind, 1.0});
}

Value ModelContext::dropout(Value x, double probability) {
  if (!training || probability == 0.0) return x;
  return heddle::dropout(builder, x, probability);
}

}  // namespace heddle
