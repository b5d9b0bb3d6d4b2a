// Every tuned CPU kernel, one line each. A row whose library was not found at configure time, or
// whose instructions this build does not know, is not in the table.
#pragma once

#include "heddle/kernels/kernel.h"

#include <span>

namespace heddle::cpu {

#ifdef HEDDLE_HAVE_HIGHWAY
extern const Kernel kSpmmCsr;
extern const Kernel kSpmmQuantizedCsr;
extern const Kernel kSpmmTopkQuantizedCsrGroupIntegers;
extern const Kernel kSpmmTopkQuantizedCsrBitmapIntegers;
extern const Kernel kSpmmTopkCsrGroups;
extern const Kernel kSpmmTopkQuantizedCsrGroups;
extern const Kernel kSpmmTopkGradientCsrPull;
extern const Kernel kQuantizeDense;
extern const Kernel kAttentionGradientCsr;
extern const Kernel kEdgeSumCsr;
extern const Kernel kEdgeAddCsr;
extern const Kernel kSddmmCsr;
extern const Kernel kSegmentSoftmaxCsr;
extern const Kernel kSegmentSoftmaxGradientCsr;
extern const Kernel kSpmmMaxCsr;
extern const Kernel kSpmmMaxGradientCsr;
extern const Kernel kAttentionCsr;
extern const Kernel kAddDense;
extern const Kernel kMultiplyDense;
extern const Kernel kScaleDense;
extern const Kernel kCastDense;
extern const Kernel kReluDense;
extern const Kernel kReluGradientDense;
extern const Kernel kEluDense;
extern const Kernel kEluGradientDense;
extern const Kernel kLeakyReluDense;
extern const Kernel kLeakyReluGradientDense;
extern const Kernel kAddBiasDense;
extern const Kernel kRowScaleDense;
extern const Kernel kRowDotDense;
extern const Kernel kHeadDotDense;
extern const Kernel kHeadOuterDense;
extern const Kernel kHeadMeanDense;
extern const Kernel kHeadBroadcastDense;
extern const Kernel kColumnSumDense;
extern const Kernel kHeadColumnSumDense;
extern const Kernel kBatchNormDense;
extern const Kernel kBatchNormGradientDense;
extern const Kernel kBatchNormInferenceDense;
extern const Kernel kLayerNormDense;
extern const Kernel kLayerNormGradientDense;
extern const Kernel kRelationCombineCsr;
extern const Kernel kRelationExpandCsr;
extern const Kernel kRelationCoefficientGradientCsr;
extern const Kernel kRelationLinearCsr;
extern const Kernel kRelationLinearWeightGradientCsr;
extern const Kernel kRelationEmbeddingCsr;
extern const Kernel kRelationEmbeddingGradientCsr;
extern const Kernel kDropoutDense;
extern const Kernel kDropoutKept;
extern const Kernel kDropoutCsr;
extern const Kernel kCrossEntropyDense;
extern const Kernel kCrossEntropyGradientDense;
extern const Kernel kBinaryCrossEntropyDense;
extern const Kernel kBinaryCrossEntropyGradientDense;
extern const Kernel kAdamDense;
extern const Kernel kSgdDense;
extern const Kernel kMaxkDense;
extern const Kernel kMaxkGroupsDense;
extern const Kernel kLinearTopkSkip;
extern const Kernel kLinearTopkGradientSkip;
extern const Kernel kLinearTopkWeightGradientSkip;
extern const Kernel kLinearCsr;
extern const Kernel kLinearWeightGradientCsr;
#endif

#ifdef __x86_64__
extern const Kernel kSpmmTopkCsrExpandAvx512;
extern const Kernel kSpmmTopkQuantizedCsrExpandAvx512;
extern const Kernel kSpmmQuantizedCsrIntegersAvx512;
extern const Kernel kSpmmTopkQuantizedCsrExpandIntegersAvx512;
extern const Kernel kSpmmTopkGradientCsrPushAvx512;
extern const Kernel kSpmmTopkCsrGroupsAvx512;
extern const Kernel kSpmmTopkQuantizedCsrGroupsAvx512;
extern const Kernel kMaxkDenseAvx512;
#endif

extern const Kernel kDegreeScaleCsr;
extern const Kernel kGcnNormCsr;
extern const Kernel kHubRowsCsr;
extern const Kernel kFactorClassesCsr;
extern const Kernel kRelationNormCsr;
extern const Kernel kSpmmMaxWeightGradientCsr;
extern const Kernel kColumnSumKept;
extern const Kernel kScatterColumnsDense;
extern const Kernel kGatherColumnsDense;
extern const Kernel kSpmmTopkCsr;
extern const Kernel kSpmmTopkQuantizedCsr;
extern const Kernel kSpmmTopkGradientCsr;
extern const Kernel kPadColumnsDense;
extern const Kernel kLinearDenseBlocked;
extern const Kernel kLinearWeightGradientDenseBlocked;
extern const Kernel kLinearCsrRows;
extern const Kernel kLinearWeightGradientCsrRows;
#ifdef HEDDLE_HAVE_ONEDNN
extern const Kernel kLinearDenseOnednn;
extern const Kernel kRelationLinearCsrOnednn;
extern const Kernel kLinearWeightGradientDenseOnednn;
extern const Kernel kLinearDenseWidenedOnednn;
extern const Kernel kLinearWeightGradientDenseWidenedOnednn;
#endif

std::span<const Kernel* const> kernels();

}  // namespace heddle::cpu
