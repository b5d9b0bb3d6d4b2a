// hub_rows: which senders are hubs, the few that many edges read.
//
//   h[j] = 1 where j sends at least d edges, else 0
//   d    = the largest number for which these nodes send at least half of all edges
//
//   adjacency   [N <- M] over E
//   h           u8 [M, 1]; without edges there are no hubs
//   gradient    none
//   source      SGQuant (Feng et al. 2020) for fewer bits where the degree is high; the degree that
//               divides the nodes is ours

#include "heddle/ops/hub_rows.h"

#include "heddle/base/error.h"
#include "heddle/ops/graph_operands.h"
#include "heddle/ops/moved_bytes.h"

namespace heddle {
namespace {

std::vector<Type> infer_types(const TypeQuery& query) {
  require_adjacency(query);
  return {rows_type(query.operands[0], RowsOf::kSenders, DType::kU8, 1)};
}

// An edge is counted, a sender compared.
Work work(const WorkQuery& query) {
  const Type& a = query.operands[0];
  return {.flops = static_cast<double>(a.entries + a.cols),
          .bytes = moved_bytes(query.operands, query.results)};
}

bool marks_rows_of(const Type& type, const Type& codes) {
  return type.is_dense() && type.dtype == DType::kU8 && type.space == codes.space &&
         type.rows == codes.rows && type.cols == 1;
}

}  // namespace

const OpDef kHubRows = {
    .name = "hub_rows",
    .operands = {{"adjacency"}},
    .results = {"h"},
    .infer_types = infer_types,
    .work = work,
};

Value hub_rows(Builder& builder, Value adjacency) { return builder.append(kHubRows, {adjacency}); }

void require_hubs(const TypeQuery& query, size_t hubs, const Type& codes) {
  const Type& type = query.operands[hubs];
  require(type.present() == (codes.hub_bits > 0),
          "{}: hubs are {} and have {} bits, need both or neither", query.op, query.describe(hubs),
          codes.hub_bits);
  require(!type.present() || marks_rows_of(type, codes),
          "{}: hubs are {}, need one u8 per row of {}", query.op, query.describe(hubs),
          TypeDescription{codes, query.program});
}

}  // namespace heddle
