// maxk: keeps the k largest values of every row, or of every group of its columns.
//
//   positions[i, :] = columns of the k largest x[i, c] of each group, ascending
//   values[i, r]    = x[i, positions[i, r]];  max(., 0) of it if `rectify`
//
//   x           [N, D] floating, one head
//   kept        K = k * D / group in all; exactly so many, whatever the values are
//   group       divides D; D: the whole row
//   values      [N, K] in the dtype of x;  positions  topk [N, D] kept K
//   gradient    dx = scatter_columns(dvalues, positions): 0 where nothing was kept
//
// The positions of the forward pass are used by the gradient, never found again.
//
// Larger means larger with its sign. Of equal values the lowest column comes first; -0 equals 0.
// NaN is smaller than every number, so that it is kept only where numbers run out.
//
// Source: MaxK-GNN (Peng et al. 2024); groups: GSR-GNN (2026); rectify: the Dynamic-ReLU of
// DR-CircuitGNN (2025), whose threshold is the k-th largest value of the row.

#include "heddle/ops/maxk.h"

#include "heddle/base/error.h"
#include "heddle/ops/moved_bytes.h"
#include "heddle/ops/operand_checks.h"
#include "heddle/ops/relu.h"
#include "heddle/ops/scatter_columns.h"

#include <algorithm>

namespace heddle {
namespace {

std::vector<Type> infer_types(const TypeQuery& query) {
  const Type& x = require_matrix(query);
  const int64_t kept = query.attributes.integer("kept");
  const int64_t group = query.attributes.integer("group");
  require(x.heads == 1, "maxk: x is {}, needs rows of one head", query.describe(0));
  require(x.cols <= kMaxTopKCols, "maxk: x is {}, needs at most {} columns", query.describe(0),
          kMaxTopKCols);
  require(kept >= 0 && kept <= x.cols, "maxk: keeps {} columns of {}, needs 0 to {}", kept,
          query.describe(0), x.cols);
  const bool divides = group > 0 && x.cols % group == 0 && kept % (x.cols / group) == 0;
  require(group == 0 || divides, "maxk: keeps {} columns of {} in groups of {}, needs equal groups",
          kept, query.describe(0), group);
  return {dense_type(x.dtype, x.space, x.rows, kept),
          topk_type(x.space, x.rows, x.cols, kept, group)};
}

std::vector<Value> gradient(const GradientCall& call) {
  Value d_values = call.d_results[0];
  if (call.node.attributes.flag("rectify")) {
    d_values = call.builder.append(kReluGradient, {call.results[0], d_values});
  }
  return {scatter_columns(call.builder, d_values, call.results[1])};
}

// A comparison per column and step of a bisection, about eight of them.
Work work(const WorkQuery& query) {
  return {.flops = 8 * static_cast<double>(query.operands[0].elements()),
          .bytes = moved_bytes(query.operands, query.results)};
}

}  // namespace

const OpDef kMaxk = {
    .name = "maxk",
    .operands = {{"x"}},
    .results = {"values", "positions"},
    .attributes = {{"kept", int64_t{0}}, {"group", int64_t{0}}, {"rectify", false}},
    .infer_types = infer_types,
    .gradient = gradient,
    .work = work,
};

KeptRows maxk(Builder& builder, Value x, const MaxkOptions& options) {
  const int64_t cols = builder.type(x).cols;
  const int64_t width = options.group == 0 ? cols : options.group;
  require(options.kept >= 1, "maxk: keeps {} columns, needs at least 1", options.kept);
  require(options.group >= 0 && (width == 0 || cols % width == 0),
          "maxk: {} columns are not groups of {}", cols, width);
  const int64_t groups = width == 0 ? 0 : cols / width;
  const int64_t kept = std::min(options.kept, width) * groups;
  const Value values = builder.append(
      kMaxk, {x}, {{"kept", kept}, {"group", options.group}, {"rectify", options.rectify}});
  return {values, {values.node, 1}};
}

}  // namespace heddle
