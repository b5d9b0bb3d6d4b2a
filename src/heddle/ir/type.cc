#include "heddle/ir/type.h"

namespace heddle {

std::string_view to_string(SpaceKind kind) {
  switch (kind) {
    case SpaceKind::kNodes:
      return "nodes";
    case SpaceKind::kEdges:
      return "edges";
    case SpaceKind::kGraphs:
      return "graphs";
  }
  return "nodes";
}

int64_t Type::bytes() const {
  switch (form) {
    case Form::kAbsent:
      return 0;
    case Form::kDense:
    case Form::kTopK:
    case Form::kQuantized:
      return rows * stored_cols() * size_of(dtype);
    case Form::kCsr:
      return entries * size_of(dtype);
    case Form::kAdjacency:
      return (rows + 1) * size_of(DType::kI64) + entries * size_of(DType::kI32);
  }
  return 0;
}

Type topk_type(SpaceId space, int64_t rows, int64_t cols, int64_t kept, int64_t group) {
  Type type;
  type.form = Form::kTopK;
  type.dtype = cols <= 256 ? DType::kU8 : DType::kU16;
  type.space = space;
  type.rows = rows;
  type.cols = cols;
  type.kept = kept;
  type.group = group;
  return type;
}

Type quantized_type(SpaceId space, int64_t rows, int64_t cols, int64_t bits, int64_t hub_bits) {
  Type type;
  type.form = Form::kQuantized;
  type.dtype = DType::kI8;
  type.space = space;
  type.rows = rows;
  type.cols = cols;
  type.bits = bits;
  type.hub_bits = hub_bits;
  return type;
}

Type dense_type(DType dtype, SpaceId space, int64_t rows, int64_t cols, int64_t heads) {
  Type type;
  type.form = Form::kDense;
  type.dtype = dtype;
  type.space = space;
  type.rows = rows;
  type.cols = cols;
  type.heads = heads;
  return type;
}

}  // namespace heddle
