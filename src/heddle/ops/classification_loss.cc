#include "heddle/ops/classification_loss.h"

#include "heddle/base/error.h"
#include "heddle/ir/builder.h"
#include "heddle/ops/operand_checks.h"

namespace heddle {

const Type& require_logits(const TypeQuery& query) {
  const Type& logits = require_matrix(query);
  require(logits.cols >= 1, "{}: logits are {}, needs a class", query.op, query.describe(0));
  return logits;
}

void require_targets(const TypeQuery& query, std::string_view name, const Type& needed) {
  require(query.operands[1] == needed, "{}: {} are {}, needs {}", query.op, name, query.describe(1),
          to_string(needed, query.program));
  require_column_beside(query, 2, "the weight");
}

std::vector<Type> loss_type(const TypeQuery& query) {
  return {scalar_type(compute_dtype(query.operands[0].dtype))};
}

std::vector<Type> d_logits_type(const TypeQuery& query) {
  const Type scalar = scalar_type(compute_dtype(query.operands[0].dtype));
  require(query.operands[3] == scalar, "{}: dloss is {}, needs {}", query.op, query.describe(3),
          to_string(scalar, query.program));
  return {query.operands[0]};
}

std::vector<Value> loss_gradient(const GradientCall& call, const OpDef& gradient_op) {
  const Value d_logits = call.builder.append(
      gradient_op, {call.operand(0), call.operand(1), call.operand(2), call.d_results[0]});
  return {d_logits, kNoValue, kNoValue};
}

}  // namespace heddle
