#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kSegmentSoftmax;
extern const OpDef kSegmentSoftmaxGradient;

// Softmax of e over the in-edges of every receiver, column by column.
//   adjacency  [N <- M] over E     e  [E, H] in edge order, f32 or f64     result  like e
Value segment_softmax(Builder& builder, Value adjacency, Value e);

}  // namespace heddle
