// Every reference kernel, one line each: obvious serial loops, any floating dtype, no tricks.
#pragma once

#include "heddle/kernels/kernel.h"

#include <span>

namespace heddle::reference {

extern const Kernel kAdam;
extern const Kernel kAdd;
extern const Kernel kAddBias;
extern const Kernel kBatchNorm;
extern const Kernel kBatchNormGradient;
extern const Kernel kBatchNormInference;
extern const Kernel kBinaryCrossEntropy;
extern const Kernel kBinaryCrossEntropyGradient;
extern const Kernel kCast;
extern const Kernel kColumnSum;
extern const Kernel kConstant;
extern const Kernel kCrossEntropy;
extern const Kernel kCrossEntropyGradient;
extern const Kernel kDropout;
extern const Kernel kElu;
extern const Kernel kEluGradient;
extern const Kernel kGatherColumns;
extern const Kernel kHeadBroadcast;
extern const Kernel kHeadColumnSum;
extern const Kernel kHeadDot;
extern const Kernel kHeadMean;
extern const Kernel kHeadOuter;
extern const Kernel kIncrement;
extern const Kernel kLayerNorm;
extern const Kernel kLayerNormGradient;
extern const Kernel kLeakyRelu;
extern const Kernel kLeakyReluGradient;
extern const Kernel kLearningRate;
extern const Kernel kLinear;
extern const Kernel kLinearWeightGradient;
extern const Kernel kLinearTopk;
extern const Kernel kLinearTopkGradient;
extern const Kernel kLinearTopkWeightGradient;
extern const Kernel kMaxk;
extern const Kernel kMultiply;
extern const Kernel kPadColumns;
extern const Kernel kQuantize;
extern const Kernel kRelu;
extern const Kernel kReluGradient;
extern const Kernel kRowDot;
extern const Kernel kRowScale;
extern const Kernel kScale;
extern const Kernel kScatterColumns;
extern const Kernel kSgd;
// Along edges.
extern const Kernel kAttention;
extern const Kernel kAttentionGradient;
extern const Kernel kDegreeScale;
extern const Kernel kEdgeAdd;
extern const Kernel kEdgeSum;
extern const Kernel kGcnNorm;
extern const Kernel kHubRows;
extern const Kernel kFactorClasses;
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
extern const Kernel kSpmmMaxWeightGradient;
extern const Kernel kSpmmQuantized;
extern const Kernel kSpmmTopk;
extern const Kernel kSpmmTopkGradient;
extern const Kernel kSpmmTopkQuantized;

std::span<const Kernel* const> kernels();

}  // namespace heddle::reference
