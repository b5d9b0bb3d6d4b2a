#include "heddle/kernels/reference/kernels.h"

#include <array>

namespace heddle::reference {

std::span<const Kernel* const> kernels() {
  static constexpr std::array kKernels = {
      &kConstant,
      &kRelu,
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
  };
  return kKernels;
}

}  // namespace heddle::reference
