#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kSliceColumns;
extern const OpDef kPadColumns;

// Columns [begin, begin + cols) of x, with one head: an alias with the stride of x, no kernel runs.
Value slice_columns(Builder& builder, Value x, int64_t begin, int64_t cols);

// x as columns [begin, begin + columns of x) of a matrix with `cols` columns, 0 elsewhere.
Value pad_columns(Builder& builder, Value x, int64_t begin, int64_t cols);

}  // namespace heddle
