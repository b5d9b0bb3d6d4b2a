#include "heddle/ops/operand_checks.h"

#include "heddle/base/error.h"

namespace heddle {
namespace {

bool is_column_beside(const Type& type, const Type& x) {
  return type.is_dense() && type.space == x.space && type.rows == x.rows && type.cols == 1 &&
         type.dtype == compute_dtype(x.dtype);
}

}  // namespace

bool is_matrix(const Type& type) { return type.is_dense() && is_floating(type.dtype); }

bool is_row_beside(const Type& type, const Type& x) {
  return type.is_dense() && type.space == kNoSpace && type.rows == 1 && type.cols == x.cols &&
         type.dtype == compute_dtype(x.dtype);
}

Type row_beside(const Type& x) { return weight_type(1, x.cols, compute_dtype(x.dtype)); }

Type column_beside(const Type& x) { return dense_type(compute_dtype(x.dtype), x.space, x.rows, 1); }

const Type& require_matrix(const TypeQuery& query) {
  require(is_matrix(query.operands[0]),
          "{}: the first operand is {}, needs a dense floating matrix", query.op,
          query.describe(0));
  return query.operands[0];
}

void require_row_beside(const TypeQuery& query, size_t i, std::string_view name) {
  const Type& x = query.operands[0];
  require(is_row_beside(query.operands[i], x), "{}: {} is {}, needs {} beside {}", query.op, name,
          query.describe(i), to_string(row_beside(x), query.program), query.describe(0));
}

void require_column_beside(const TypeQuery& query, size_t i, std::string_view name) {
  const Type& x = query.operands[0];
  require(is_column_beside(query.operands[i], x), "{}: {} is {}, needs {} beside {}", query.op,
          name, query.describe(i), to_string(column_beside(x), query.program), query.describe(0));
}

void require_type_of_first(const TypeQuery& query, size_t i, std::string_view name) {
  require(query.operands[i] == query.operands[0], "{}: {} is {}, needs {}", query.op, name,
          query.describe(i), query.describe(0));
}

}  // namespace heddle
