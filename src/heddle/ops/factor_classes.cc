// factor_classes: factors of senders as powers of 4 and remainders, and the edges of each receiver
// in the order of these powers.
//
//   f_j = r_j 4^(-q_j),  q_j from 0 to 7, 1/4 < r_j <= 1 where f_j is from 4^-8 to 1
//
//   adjacency   [N <- M] over E
//   factors     f  [M, 1] f32 or f64, constants
//   remainders  r  [M, 1]
//   classes     u8 [E, 1]: q of the sender of each entry of the adjacency, in the order of entries
//               (row after row), not of edges; entries of a row from the largest q to the smallest
//   senders     i32 [E, 1]: which senders these are; in the order of entries within a class
//   gradient    none
//
// Sums of integers may then be divided by 4 from class to class, instead of a multiplication for
// each edge. The order is static: it depends on no row.

#include "heddle/ops/factor_classes.h"

#include "heddle/base/error.h"
#include "heddle/ops/graph_operands.h"
#include "heddle/ops/moved_bytes.h"

namespace heddle {
namespace {

std::vector<Type> infer_types(const TypeQuery& query) {
  require_adjacency(query);
  require_side_rows(query, 1, "factors", RowsOf::kSenders);
  const Type& a = query.operands[0];
  require(query.operands[1].cols == 1, "factor_classes: factors are {}, need one column",
          query.describe(1));
  return {query.operands[1], rows_type(a, RowsOf::kEdges, DType::kU8, 1),
          rows_type(a, RowsOf::kEdges, DType::kI32, 1)};
}

// A logarithm counts as twenty operations; an edge is counted and placed.
Work work(const WorkQuery& query) {
  const Type& a = query.operands[0];
  return {.flops = 20 * static_cast<double>(a.cols) + 4 * static_cast<double>(a.entries),
          .bytes = moved_bytes(query.operands, query.results)};
}

}  // namespace

const OpDef kFactorClasses = {
    .name = "factor_classes",
    .operands = {{"adjacency"}, {"factors"}},
    .results = {"remainders", "classes", "senders"},
    .infer_types = infer_types,
    .work = work,
};

FactorClasses factor_classes(Builder& builder, Value adjacency, Value factors) {
  const Value remainders = builder.append(kFactorClasses, {adjacency, factors});
  return {remainders, {remainders.node, 1}, {remainders.node, 2}};
}

void require_factor_classes(const TypeQuery& query, size_t classes) {
  const Type& a = query.operands[0];
  const bool none = !query.operands[classes].present() && !query.operands[classes + 1].present();
  const bool both = query.operands[classes] == rows_type(a, RowsOf::kEdges, DType::kU8, 1) &&
                    query.operands[classes + 1] == rows_type(a, RowsOf::kEdges, DType::kI32, 1);
  require(none || both,
          "{}: classes are {} and senders {}, need u8 and i32 for each edge of {}, or neither",
          query.op, query.describe(classes), query.describe(classes + 1), query.describe(0));
}

}  // namespace heddle
