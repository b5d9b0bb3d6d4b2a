#include "heddle/ops/op_list.h"

#include <array>

namespace heddle {

OpTable op_table() {
  static constexpr std::array kOps = {
      &kInput,
      &kAdjacency,
      &kState,
      // Linear maps.
      &kLinear,
      &kLinearWeightGradient,
      &kLinearTopk,
      &kLinearTopkGradient,
      &kLinearTopkWeightGradient,
      // Element by element.
      &kAdd,
      &kAddBias,
      &kCast,
      &kColumnSum,
      &kConstant,
      &kDropout,
      &kElu,
      &kEluGradient,
      &kLeakyRelu,
      &kLeakyReluGradient,
      &kMultiply,
      &kRelu,
      &kReluGradient,
      &kRowScale,
      &kRowDot,
      &kScale,
      // Heads and columns.
      &kHeadDot,
      &kHeadOuter,
      &kHeadColumnSum,
      &kHeadMean,
      &kHeadBroadcast,
      &kReshapeHeads,
      &kSliceColumns,
      &kPadColumns,
      // Rows of which some columns are kept.
      &kMaxk,
      &kScatterColumns,
      &kGatherColumns,
      // Rows of codes.
      &kQuantize,
      // Normalisation.
      &kBatchNorm,
      &kBatchNormGradient,
      &kBatchNormInference,
      &kLayerNorm,
      &kLayerNormGradient,
      // Losses.
      &kBinaryCrossEntropy,
      &kBinaryCrossEntropyGradient,
      &kCrossEntropy,
      &kCrossEntropyGradient,
      // Optimiser.
      &kAdam,
      &kIncrement,
      &kLearningRate,
      &kSgd,
      // Along edges.
      &kAttention,
      &kAttentionGradient,
      &kDegreeScale,
      &kEdgeAdd,
      &kEdgeSum,
      &kFactorClasses,
      &kGcnNorm,
      &kHubRows,
      &kSddmm,
      &kSegmentSoftmax,
      &kSegmentSoftmaxGradient,
      &kSpmm,
      &kSpmmMax,
      &kSpmmMaxGradient,
      &kSpmmMaxWeightGradient,
      &kSpmmQuantized,
      &kSpmmTopk,
      &kSpmmTopkGradient,
      &kSpmmTopkQuantized,
      &kTranspose,
      // Along edges of several relations.
      &kRelationCombine,
      &kRelationExpand,
      &kRelationCoefficientGradient,
      &kRelationEmbedding,
      &kRelationEmbeddingGradient,
      &kRelationLinear,
      &kRelationLinearWeightGradient,
      &kRelationNorm,
  };
  return kOps;
}

}  // namespace heddle
