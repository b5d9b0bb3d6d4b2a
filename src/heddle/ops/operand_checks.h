// What type rules ask of operands again and again.
#pragma once

#include "heddle/ir/op_def.h"

namespace heddle {

// Dense and of a floating type.
bool is_matrix(const Type& type);
// Operands beside rows `x` (bias, gamma, statistics; scales, weights) have the compute dtype of x.
bool is_row_beside(const Type& type, const Type& x);
Type row_beside(const Type& x);     // [1, D]
Type column_beside(const Type& x);  // [N, 1] of the space of x

// Throws InvalidArgument unless operand 0 is a dense floating matrix.
const Type& require_matrix(const TypeQuery& query);
// Throws InvalidArgument unless operand `i` is [1, D] (or [N, 1]) beside operand 0.
void require_row_beside(const TypeQuery& query, size_t i, std::string_view name);
void require_column_beside(const TypeQuery& query, size_t i, std::string_view name);
// Throws InvalidArgument unless operand `i` has the type of operand 0.
void require_type_of_first(const TypeQuery& query, size_t i, std::string_view name);

}  // namespace heddle
