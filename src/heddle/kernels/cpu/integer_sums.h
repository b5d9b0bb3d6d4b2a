// What sums of codes as integers have in common: unweighted, under one scale, factors of senders as
// classes of edges.
#pragma once

#include "heddle/kernels/cpu/class_runs.h"
#include "heddle/kernels/cpu/row_task.h"
#include "heddle/kernels/cpu/simd_support.h"
#include "heddle/kernels/cpu/streamed_rows.h"

#include <cstddef>
#include <cstdint>

namespace heddle::cpu {

// Of spmm_quantized and spmm_topk_quantized. `weights`: which operand they are.
inline Support support_of_integer_sums(const KernelQuery& query, size_t weights) {
  if (query.results[0].dtype == DType::kF64) return no("sums are f64");
  if (query.operands[2].space != kNoSpace) return no("every row has its own scale");
  if (query.has_operand(weights)) return no("edges have weights");
  return simd_support();
}

// What all tasks of one run share.
struct IntegerSums {
  const AdjacencyView& a;
  ClassedEdges edges;
  OperandView y;
  RowSlots slots;
  float scale;
  OperandView receiver_factors;
  bool mean, stream;

  // `slot_memory`: for sums of `padded_cols` columns.
  IntegerSums(const KernelArgs& args, std::byte* slot_memory, int64_t padded_cols)
      : a(*args.operands[0].adjacency),
        edges(a, args.operands[5], args.operands[6]),
        y(args.results[0]),
        slots(slot_memory, padded_cols),
        scale(args.operands[2].values<const float>()[0]),
        receiver_factors(args.operands[7]),
        mean(args.attributes->text("reduce") == "mean"),
        stream(y.dtype == DType::kF32 && may_stream(y)) {}

  // Of the integers of a receiver.
  float scale_of(int64_t row) const {
    const int64_t degree = a.degree(row);
    if (degree == 0) return 0;
    const float factor = factor_of(receiver_factors, row);
    return scale * (mean ? factor / static_cast<float>(degree) : factor);
  }
};

}  // namespace heddle::cpu
