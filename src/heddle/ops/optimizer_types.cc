#include "heddle/ops/optimizer_types.h"

#include "heddle/base/error.h"
#include "heddle/ops/operand_checks.h"

namespace heddle {

const Type& require_weight(const TypeQuery& query, size_t tensors) {
  const Type& w = query.operands[0];
  require(is_matrix(w) && compute_dtype(w.dtype) == w.dtype,
          "{}: the weight is {}, needs a dense f32 or f64 matrix", query.op, query.describe(0));
  for (size_t i = 1; i < tensors; ++i) {
    require(query.operands[i] == w, "{}: operand {} is {}, the weight is {}; need one type",
            query.op, i, query.describe(i), query.describe(0));
  }
  return w;
}

void require_learning_rate(const TypeQuery& query, size_t i) {
  require(query.operands[i] == scalar_type(DType::kF32),
          "{}: the learning rate is {}, needs f32[1,1]", query.op, query.describe(i));
}

}  // namespace heddle
