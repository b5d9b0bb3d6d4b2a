#include "heddle/kernels/cpu/kernels.h"

#include <vector>

namespace heddle::cpu {

std::span<const Kernel* const> kernels() {
  static const std::vector<const Kernel*> rows = {
#ifdef HEDDLE_HAVE_HIGHWAY
      &kSpmmCsr,
      &kAttentionGradientCsr,
      &kEdgeSumCsr,
      &kEdgeAddCsr,
      &kSddmmCsr,
      &kSegmentSoftmaxCsr,
      &kSegmentSoftmaxGradientCsr,
      &kSpmmMaxCsr,
      &kSpmmMaxGradientCsr,
      &kAttentionCsr,
      &kAddDense,
      &kMultiplyDense,
      &kScaleDense,
      &kCastDense,
      &kReluDense,
      &kReluGradientDense,
      &kEluDense,
      &kEluGradientDense,
      &kLeakyReluDense,
      &kLeakyReluGradientDense,
      &kAddBiasDense,
      &kRowScaleDense,
      &kRowDotDense,
      &kHeadDotDense,
      &kHeadOuterDense,
      &kHeadMeanDense,
      &kHeadBroadcastDense,
      &kColumnSumDense,
      &kHeadColumnSumDense,
      &kBatchNormDense,
      &kBatchNormGradientDense,
      &kBatchNormInferenceDense,
      &kLayerNormDense,
      &kLayerNormGradientDense,
      &kRelationCombineCsr,
      &kRelationExpandCsr,
      &kRelationCoefficientGradientCsr,
      &kRelationLinearCsr,
      &kRelationLinearWeightGradientCsr,
      &kRelationEmbeddingCsr,
      &kRelationEmbeddingGradientCsr,
      &kDropoutDense,
      &kDropoutCsr,
      &kCrossEntropyDense,
      &kCrossEntropyGradientDense,
      &kBinaryCrossEntropyDense,
      &kBinaryCrossEntropyGradientDense,
      &kAdamDense,
      &kSgdDense,
      &kMaxkDense,
      &kLinearCsr,
      &kLinearWeightGradientCsr,
#endif
      &kDegreeScaleCsr,
      &kGcnNormCsr,
      &kRelationNormCsr,
      &kSpmmMaxWeightGradientCsr,
      &kDropoutKept,
      &kScatterColumnsDense,
      &kGatherColumnsDense,
      &kSpmmTopkCsr,
      &kSpmmTopkGradientCsr,
      &kPadColumnsDense,
      &kLinearDenseBlocked,
      &kLinearWeightGradientDenseBlocked,
      &kLinearCsrRows,
      &kLinearWeightGradientCsrRows,
#ifdef HEDDLE_HAVE_ONEDNN
      &kLinearDenseOnednn,
      &kLinearWeightGradientDenseOnednn,
      &kLinearDenseWidenedOnednn,
      &kLinearWeightGradientDenseWidenedOnednn,
#endif
  };
  return rows;
}

}  // namespace heddle::cpu
