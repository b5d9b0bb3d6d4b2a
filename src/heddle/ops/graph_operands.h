// Checks and counts that operators over an adjacency share. Operand 0 is the adjacency.
#pragma once

#include "heddle/ir/op_def.h"

#include <cstdint>
#include <string_view>

namespace heddle {

// What the rows of an operand belong to.
enum class RowsOf : uint8_t { kReceivers, kSenders, kEdges };

// Each throws InvalidArgument, naming operator, operand and what it needs.
void require_adjacency(const TypeQuery& query);
// Dense, floating, one row per receiver, sender or edge of the adjacency.
void require_rows(const TypeQuery& query, size_t operand, std::string_view name, RowsOf rows_of);
// The same with values that are f64 or f32: what stands beside rows, or on edges.
void require_side_rows(const TypeQuery& query, size_t operand, std::string_view name,
                       RowsOf rows_of);
// Absent, or one value per edge in the compute dtype of `rows`.
void require_edge_weights(const TypeQuery& query, size_t operand, DType rows);
// A weight matrix of this shape and dtype, of no space.
void require_weight(const TypeQuery& query, size_t operand, std::string_view name, int64_t rows,
                    int64_t cols, DType dtype);

// The attribute "dtype" of an operator that makes scales of edges or nodes: f32 or f64.
DType scale_dtype(const TypeQuery& query);

// Dense [N, cols], [M, cols] or [E, cols] of an adjacency.
Type rows_type(const Type& adjacency, RowsOf rows_of, DType dtype, int64_t cols, int64_t heads = 1);

// Throws Unsupported if a gradient of that operand is wanted: the norms and edge weights of some
// operators are constants.
void refuse_gradient(const GradientCall& call, size_t operand, std::string_view name);

// Every operand and result moved once, but rows of operand `gathered` once per edge.
double gather_bytes(const WorkQuery& query, size_t gathered);
// The same bytes; per edge one multiply-add for each column of `wide`.
Work gather_work(const WorkQuery& query, size_t gathered, const Type& wide);

}  // namespace heddle
