// Every reference kernel, one line each: obvious serial loops, any floating dtype, no tricks.
#pragma once

#include <span>

#include "heddle/kernels/kernel.h"

namespace heddle::reference {

extern const Kernel kConstant;
extern const Kernel kRelu;
// Along edges.
extern const Kernel kAttention;
extern const Kernel kAttentionGradient;
extern const Kernel kDegreeScale;
extern const Kernel kEdgeAdd;
extern const Kernel kEdgeSum;
extern const Kernel kGcnNorm;
extern const Kernel kRelationCoefficientGradient;
extern const Kernel kRelationCombine;
extern const Kernel kRelationEmbedding;
extern const Kernel kRelationEmbeddingGradient;
extern const Kernel kRelationExpand;
extern const Kernel kRelationLinear;
extern const Kernel kRelationLinearWeightGradient;
extern const Kernel kRelationNorm;
extern const Kernel kSddmm;
extern const Kernel kSegmentSoftmax;
extern const Kernel kSegmentSoftmaxGradient;
extern const Kernel kSpmm;
extern const Kernel kSpmmMax;
extern const Kernel kSpmmMaxGradient;

std::span<const Kernel* const> kernels();

}  // namespace heddle::reference
