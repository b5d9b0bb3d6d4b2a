#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kRelationEmbedding;
extern const OpDef kRelationEmbeddingGradient;

// y[i, :] = sum over edges e = (i <- j) of w_e * table[rel(e) * M + j, :]: what relation_linear
// gives where every sender's features are its own unit vector.
//   adjacency  [N <- M] over E, R relations     table  [R * M, F]
//   weights    optional, [E, 1], constant, in the compute dtype of the table
//   result     [N, F] in the dtype of the table
Value relation_embedding(Builder& builder, Value adjacency, Value table, Value weights = kNoValue);

}  // namespace heddle
