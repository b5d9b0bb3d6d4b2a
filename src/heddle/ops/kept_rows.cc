#include "heddle/ops/kept_rows.h"

#include "heddle/base/error.h"

namespace heddle {

Type kept_values_type(const Type& positions, DType dtype) {
  return dense_type(dtype, positions.space, positions.rows, positions.kept);
}

const Type& require_positions(const TypeQuery& query, size_t operand) {
  const Type& positions = query.operands[operand];
  require(positions.form == Form::kTopK, "{}: positions are {}, need topk", query.op,
          query.describe(operand));
  return positions;
}

void require_kept_values(const TypeQuery& query, size_t values, size_t positions) {
  const Type& given = query.operands[values];
  const Type wanted = kept_values_type(require_positions(query, positions), given.dtype);
  require(is_floating(given.dtype) && given == wanted,
          "{}: values are {}, need a floating number for each of {}", query.op,
          query.describe(values), query.describe(positions));
}

void require_same_rows(const TypeQuery& query, size_t a, size_t b) {
  const Type& first = query.operands[a];
  const Type& second = query.operands[b];
  require(first.space == second.space && first.rows == second.rows,
          "{}: operands are {} and {}, need the same rows", query.op, query.describe(a),
          query.describe(b));
}

}  // namespace heddle
