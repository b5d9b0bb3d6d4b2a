#include "heddle/kernels/reference/kernels.h"

#include <array>

namespace heddle::reference {

std::span<const Kernel* const> kernels() {
  static constexpr std::array kKernels = {
      &kAdam,
      &kAdd,
      &kAddBias,
      &kBatchNorm,
      &kBatchNormGradient,
      &kBatchNormInference,
      &kBinaryCrossEntropy,
      &kBinaryCrossEntropyGradient,
      &kCast,
      &kColumnSum,
      &kConstant,
      &kCrossEntropy,
      &kCrossEntropyGradient,
      &kDropout,
      &kElu,
      &kEluGradient,
      &kHeadBroadcast,
      &kHeadColumnSum,
      &kHeadDot,
      &kHeadMean,
      &kHeadOuter,
      &kIncrement,
      &kLayerNorm,
      &kLayerNormGradient,
      &kLeakyRelu,
      &kLeakyReluGradient,
      &kLearningRate,
      &kLinear,
      &kLinearWeightGradient,
      &kMultiply,
      &kPadColumns,
      &kRelu,
      &kReluGradient,
      &kRowDot,
      &kRowScale,
      &kScale,
      &kSgd,
      // Along edges.
      &kAttention,
      &kAttentionGradient,
      &kDegreeScale,
      &kEdgeAdd,
      &kEdgeSum,
      &kGcnNorm,
      &kRelationCoefficientGradient,
      &kRelationCombine,
      &kRelationEmbedding,
      &kRelationEmbeddingGradient,
      &kRelationExpand,
      &kRelationLinear,
      &kRelationLinearWeightGradient,
      &kRelationNorm,
      &kSddmm,
      &kSegmentSoftmax,
      &kSegmentSoftmaxGradient,
      &kSpmm,
      &kSpmmMax,
      &kSpmmMaxGradient,
      &kSpmmMaxWeightGradient,
  };
  return kKernels;
}

}  // namespace heddle::reference
