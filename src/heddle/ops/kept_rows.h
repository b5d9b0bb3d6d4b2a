// Checks of rows of which K columns are kept: values and, beside them, positions.
#pragma once

#include "heddle/ir/op_def.h"

namespace heddle {

// Dense [N, K] in `dtype`, the values that belong to positions.
Type kept_values_type(const Type& positions, DType dtype);

// Each throws InvalidArgument, naming operator, operand and what it needs.
const Type& require_positions(const TypeQuery& query, size_t operand);
// Operand `values` has one floating number for each of the positions.
void require_kept_values(const TypeQuery& query, size_t values, size_t positions);
void require_same_rows(const TypeQuery& query, size_t a, size_t b);

}  // namespace heddle
