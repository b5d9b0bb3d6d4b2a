#include "heddle/kernels/cpu/kernels.h"

#include <vector>

namespace heddle::cpu {

std::span<const Kernel* const> kernels() {
  // Of rows that cost the same the first is taken.
  static const std::vector<const Kernel*> rows = {
#ifdef __x86_64__
      &kSpmmQuantizedCsrIntegersAvx512,
      &kSpmmTopkQuantizedCsrExpandIntegersAvx512,
#endif
#ifdef HEDDLE_HAVE_HIGHWAY
      &kSpmmCsr,
      &kSpmmQuantizedCsr,
      &kSpmmTopkQuantizedCsrGroupIntegers,
#endif
#ifdef __x86_64__
      &kSpmmTopkCsrGroupsAvx512,
      &kSpmmTopkQuantizedCsrGroupsAvx512,
      &kSpmmTopkCsrExpandAvx512,
      &kSpmmTopkQuantizedCsrExpandAvx512,
      &kSpmmTopkGradientCsrPushAvx512,
      &kMaxkDenseAvx512,
#endif
#ifdef HEDDLE_HAVE_HIGHWAY
      &kSpmmTopkQuantizedCsrBitmapIntegers,
      &kSpmmTopkCsrGroups,
      &kSpmmTopkQuantizedCsrGroups,
      &kSpmmTopkGradientCsrPull,
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
      &kDropoutKept,
      &kDropoutCsr,
      &kCrossEntropyDense,
      &kCrossEntropyGradientDense,
      &kBinaryCrossEntropyDense,
      &kBinaryCrossEntropyGradientDense,
      &kAdamDense,
      &kSgdDense,
      &kQuantizeDense,
      &kMaxkDense,
      &kMaxkGroupsDense,
      &kLinearTopkSkip,
      &kLinearTopkGradientSkip,
      &kLinearTopkWeightGradientSkip,
      &kLinearCsr,
      &kLinearWeightGradientCsr,
#endif
      &kDegreeScaleCsr,
      &kGcnNormCsr,
      &kHubRowsCsr,
      &kFactorClassesCsr,
      &kRelationNormCsr,
      &kSpmmMaxWeightGradientCsr,
      &kColumnSumKept,
      &kScatterColumnsDense,
      &kGatherColumnsDense,
      &kSpmmTopkCsr,
      &kSpmmTopkQuantizedCsr,
      &kSpmmTopkGradientCsr,
      &kPadColumnsDense,
      &kLinearDenseBlocked,
      &kLinearWeightGradientDenseBlocked,
      &kLinearCsrRows,
      &kLinearWeightGradientCsrRows,
#ifdef HEDDLE_HAVE_ONEDNN
      &kLinearDenseOnednn,
      &kRelationLinearCsrOnednn,
      &kLinearWeightGradientDenseOnednn,
      &kLinearDenseWidenedOnednn,
      &kLinearWeightGradientDenseWidenedOnednn,
#endif
  };
  return rows;
}

}  // namespace heddle::cpu
