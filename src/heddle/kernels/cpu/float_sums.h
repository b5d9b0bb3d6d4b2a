// What sums over edges in f32 have in common: factors on edges, one row of y per receiver.
#pragma once

#include "heddle/kernels/cpu/edge_factors.h"
#include "heddle/kernels/cpu/row_task.h"
#include "heddle/kernels/cpu/streamed_rows.h"

#include <cstddef>
#include <cstdint>

namespace heddle::cpu {

// Of spmm_topk_quantized: factors of senders and receivers must not be apart from the edges.
inline Support support_of_factors_on_edges(const KernelQuery& query) {
  if (query.has_operand(5) || query.has_operand(7)) return no("factors are not on edges");
  return yes();
}

// What all tasks of one run share.
struct FloatSums {
  EdgeFactors factors;
  OperandView y;
  RowSlots slots;
  bool mean, stream;

  // `slot_memory`: for sums of `padded_cols` columns.
  FloatSums(const KernelArgs& args, const EdgeFactors& edge_factors, std::byte* slot_memory,
            int64_t padded_cols)
      : factors(edge_factors),
        y(args.results[0]),
        slots(slot_memory, padded_cols),
        mean(args.attributes->text("reduce") == "mean"),
        stream(y.dtype == DType::kF32 && may_stream(y)) {}

  const AdjacencyView& a() const { return factors.a; }
  float scale_of_sum(int64_t row) const {
    const int64_t degree = a().degree(row);
    return mean && degree > 0 ? 1.0F / static_cast<float>(degree) : 1.0F;
  }
};

}  // namespace heddle::cpu
