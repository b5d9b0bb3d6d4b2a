// Table of contents: every pass, Program in, Program out. Passes are pure, idempotent, near-linear
// in the number of nodes, and keep the order of what they do not touch. docs/ir.md shows a
// Program before and after each. Nodes that a pass left without users go with remove_dead_code.
#pragma once

#include "heddle/ir/program.h"
#include "heddle/passes/decisions.h"

namespace heddle {

// Either stage.

// Drops nodes, sources included, that no output and no update needs. Slots stay declared.
Program remove_dead_code(const Program& program);

// Equal operator, operands, attributes and recompute group: one node. Random nodes never merge.
Program merge_common_subexpressions(const Program& program);

// Drops what does nothing: transpose of transpose, reshape_heads to the heads that are there or of
// another reshape_heads, a slice of all columns, scale by 1, dropout of 0, cast to the same dtype.
Program simplify_identities(const Program& program);

// spmm(A, f(scatter_columns(v, p))) -> spmm_topk(A, f(v), p), f element by element, and likewise
// linear maps: what follows maxk, and the gradients before it, read the kept columns alone.
Program compute_on_kept_columns(const Program& program, KeptColumns where);

// Before autodiff.

// spmm(A, linear(x, w)) <-> linear(spmm(A, x), w): moves each spmm along its chain of linear maps
// to where its site's decision says. Sites are numbered as find_linear_spmm_sites() lists them.
Program reassociate_linear_spmm(const Program& program, const std::vector<LinearSpmmOrder>& orders);

// spmm(A, x, gcn_norm(A, w)) -> row_scale(spmm(A, row_scale(x, s), w), s), s = degree_scale(A, w).
Program move_normalization_out_of_edges(const Program& program, NormalizationPlace place);

// spmm(A, x, dropout(segment_softmax(A, leaky_relu(edge_add(A, l, r))))) -> attention(A, x, l, r);
// the dropout may be absent.
Program fuse_attention(const Program& program);

// After autodiff.

// The gradient of spmm_topk(A, v, p) W, where itself has kept columns: they travel along the edges
// of A^T, instead of whole rows of its product with W^T.
Program propagate_kept_gradients(const Program& program);

// spmm(A, x) -> spmm_quantized(A, quantize(x)), or of bf16 rows, where its attribute messages says
// so, with the hubs of A where these have fewer bits; `automatic` is how where it says auto. Not of
// constants.
Program encode_messages(const Program& program, const MessageFormat& automatic);

// add_bias(add(p, q), b) -> add(p, add_bias(q, b)) where q has an epilogue (epilogue.h).
Program move_bias_into_sum(const Program& program);

// add_bias, then relu or elu, of a result that has no other user goes into its operator's epilogue.
Program fuse_epilogue(const Program& program);

// Marks `once` what depends on constant inputs and adjacencies alone.
Program hoist_constants(const Program& program);

// Clones cheap results right before their first use in the backward pass, so that the original
// dies in the forward pass: as many as it takes to lower the peak of memory to the target. Only
// where everything that the clone reads is alive there anyway: no buffer lives longer.
Program recompute_cheap_values(const Program& program, const RecomputeDecision& decision);

}  // namespace heddle
