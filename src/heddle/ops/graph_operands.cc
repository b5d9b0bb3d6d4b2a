#include "heddle/ops/graph_operands.h"

#include "heddle/base/error.h"
#include "heddle/ops/moved_bytes.h"

namespace heddle {
namespace {

std::string_view name_of(RowsOf rows_of) {
  switch (rows_of) {
    case RowsOf::kReceivers:
      return "receiver";
    case RowsOf::kSenders:
      return "sender";
    case RowsOf::kEdges:
      return "edge";
  }
  return "edge";
}

SpaceId space_of(const Type& adjacency, RowsOf rows_of) {
  switch (rows_of) {
    case RowsOf::kReceivers:
      return adjacency.space;
    case RowsOf::kSenders:
      return adjacency.senders;
    case RowsOf::kEdges:
      return adjacency.edges;
  }
  return kNoSpace;
}

int64_t count_of(const Type& adjacency, RowsOf rows_of) {
  switch (rows_of) {
    case RowsOf::kReceivers:
      return adjacency.rows;
    case RowsOf::kSenders:
      return adjacency.cols;
    case RowsOf::kEdges:
      return adjacency.entries;
  }
  return 0;
}

}  // namespace

void require_adjacency(const TypeQuery& query) {
  require(query.operands[0].is_adjacency(), "{}: the first operand is {}, needs an adjacency",
          query.op, query.describe(0));
}

void require_rows(const TypeQuery& query, size_t operand, std::string_view name, RowsOf rows_of) {
  const Type& type = query.operands[operand];
  require(type.is_dense() && is_floating(type.dtype) &&
              type.space == space_of(query.operands[0], rows_of),
          "{}: {} is {}, needs one dense floating row per {} of {}", query.op, name,
          query.describe(operand), name_of(rows_of), query.describe(0));
}

void require_side_rows(const TypeQuery& query, size_t operand, std::string_view name,
                       RowsOf rows_of) {
  require_rows(query, operand, name, rows_of);
  const DType dtype = query.operands[operand].dtype;
  require(dtype == compute_dtype(dtype), "{}: {} is {}, needs f32 or f64", query.op, name,
          query.describe(operand));
}

void require_edge_weights(const TypeQuery& query, size_t operand, DType rows) {
  const Type& weights = query.operands[operand];
  require(!weights.present() || (weights.is_dense() && weights.space == query.operands[0].edges &&
                                 weights.cols == 1 && weights.dtype == compute_dtype(rows)),
          "{}: weights are {}, need one {} per edge of {}", query.op, query.describe(operand),
          to_string(compute_dtype(rows)), query.describe(0));
}

void require_weight(const TypeQuery& query, size_t operand, std::string_view name, int64_t rows,
                    int64_t cols, DType dtype) {
  const Type& type = query.operands[operand];
  require(type.is_dense() && type.space == kNoSpace && type.rows == rows && type.cols == cols &&
              type.dtype == dtype,
          "{}: {} is {}, needs {}[{},{}]", query.op, name, query.describe(operand),
          to_string(dtype), rows, cols);
}

DType scale_dtype(const TypeQuery& query) {
  const std::string& name = query.attributes.text("dtype");
  const std::optional<DType> dtype = dtype_from_string(name);
  require(dtype == DType::kF32 || dtype == DType::kF64, "{}: dtype is '{}', needs f32 or f64",
          query.op, name);
  return *dtype;
}

Type rows_type(const Type& adjacency, RowsOf rows_of, DType dtype, int64_t cols, int64_t heads) {
  return dense_type(dtype, space_of(adjacency, rows_of), count_of(adjacency, rows_of), cols, heads);
}

void refuse_gradient(const GradientCall& call, size_t operand, std::string_view name) {
  if (!call.node.operands[operand].present() || !call.needs[operand]) return;
  fail(ErrorKind::kUnsupported, "{}: a gradient of {} is wanted, they have to be constant",
       call.node.op->name, name);
}

double gather_bytes(const WorkQuery& query, size_t gathered) {
  const Type& rows = query.operands[gathered];
  const double once =
      moved_bytes(query.operands, query.results) - static_cast<double>(rows.bytes());
  if (!rows.present()) return once;
  return once + static_cast<double>(query.operands[0].entries) * static_cast<double>(rows.cols) *
                    static_cast<double>(size_of(rows.dtype));
}

Work gather_work(const WorkQuery& query, size_t gathered, const Type& wide) {
  return {
      .flops = 2 * static_cast<double>(query.operands[0].entries) * static_cast<double>(wide.cols),
      .bytes = gather_bytes(query, gathered)};
}

}  // namespace heddle
