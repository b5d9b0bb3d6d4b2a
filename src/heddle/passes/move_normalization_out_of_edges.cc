// move_normalization_out_of_edges: D^-1/2 A D^-1/2 X = D^-1/2 (A (D^-1/2 X)).
//
// Edges then carry their own weights or none at all, and no value of size E is kept. It costs two
// passes over rows; where rows are wide and nodes have few edges, weights on edges are cheaper, and
// they always are if the spmm reads constants alone and so runs once.
// In the transpose the two scales change places, and they are the same: gcn_norm is symmetric.

#include "heddle/ir/rewrite.h"
#include "heddle/ops/activation.h"
#include "heddle/ops/degree_scale.h"
#include "heddle/ops/row_scale.h"
#include "heddle/ops/spmm.h"
#include "heddle/passes/constants.h"
#include "heddle/passes/normalization.h"
#include "heddle/passes/passes.h"

namespace heddle {
namespace {

// An spmm without epilogue whose weights are the gcn_norm of its own adjacency.
bool is_normalized_spmm(const Program& program, const Node& node) {
  if (node.op != &kSpmm || node.once || node.recompute_group != 0) return false;
  if (node.operands[3].present() || activation_of(node.attributes) != Activation::kNone) {
    return false;
  }
  return norm_of_edges(program, node.operands[0], node.operands[2]) != nullptr;
}

// Rows are read and written once before and once after; edges read one number each.
bool rows_move_fewer_bytes(const Program& program, const Node& spmm) {
  const Type& adjacency = program.type(spmm.operands[0]);
  const Type& x = program.type(spmm.operands[1]);
  const int64_t norm_bytes = adjacency.entries * size_of(compute_dtype(x.dtype));
  return 2 * (x.bytes() + spmm.results[0].bytes()) < norm_bytes;
}

void append_scaled(Rewriter& rewriter, int32_t index) {
  Node node = rewriter.source().nodes[static_cast<size_t>(index)];
  Builder& builder = rewriter.builder();
  const Node& norm = rewriter.source().node(node.operands[2]);
  const Value edge_weights = rewriter.mapped(norm.operands[1]);
  const Value scale = degree_scale(builder, rewriter.mapped(norm.operands[0]), -0.5,
                                   compute_dtype(node.results[0].dtype), edge_weights);
  node.operands[0] = rewriter.mapped(node.operands[0]);
  node.operands[1] = row_scale(builder, rewriter.mapped(node.operands[1]), scale);
  node.operands[2] = edge_weights;
  const Value y = builder.append_node(std::move(node));
  rewriter.map({index, 0}, row_scale(builder, y, scale));
}

}  // namespace

Program move_normalization_out_of_edges(const Program& program, NormalizationPlace place) {
  const std::vector<bool> constant = find_constants(program);
  const auto is_worthwhile = [&](size_t spmm) {
    if (place != NormalizationPlace::kByBytes) return place == NormalizationPlace::kRows;
    return !constant[spmm] && rows_move_fewer_bytes(program, program.nodes[spmm]);
  };
  Rewriter rewriter(program);
  for (size_t i = 0; i < program.nodes.size(); ++i) {
    if (is_normalized_spmm(program, program.nodes[i]) && is_worthwhile(i)) {
      append_scaled(rewriter, static_cast<int32_t>(i));
    } else {
      rewriter.copy(static_cast<int32_t>(i));
    }
  }
  return rewriter.finish();
}

}  // namespace heddle
