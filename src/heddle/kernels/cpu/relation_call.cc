#include "heddle/kernels/cpu/relation_call.h"

#include "heddle/base/parallel.h"
#include "heddle/kernels/cpu/gather_cost.h"
#include "heddle/ops/moved_bytes.h"

namespace heddle::cpu {
namespace {

template <class T>
void transpose_matrices(int threads, const OperandView& w, int64_t relations, T* to) {
  const int64_t rows = w.rows / relations;
  parallel_for(threads, relations, [&](int64_t r) {
    for (int64_t i = 0; i < rows; ++i) {
      const T* from = w.values<const T>() + (r * rows + i) * w.stride;
      for (int64_t j = 0; j < w.cols; ++j) to[(r * w.cols + j) * rows + i] = from[j];
    }
  });
}

}  // namespace

OperandView transposed_matrices(const KernelArgs& args, std::byte* place) {
  const OperandView& w = args.operands[2];
  const int64_t relations = args.operands[0].adjacency->relations;
  OperandView result = w;
  result.data = place;
  result.rows = relations * w.cols;
  result.cols = result.stride = w.rows / relations;
  if (w.dtype == DType::kBf16) {
    transpose_matrices(args.threads, w, relations, result.values<Bf16>());
  } else {
    transpose_matrices(args.threads, w, relations, result.values<float>());
  }
  return result;
}

double relation_seconds(const KernelQuery& query, const HardwareProfile& hardware, const Type& rows,
                        int64_t cols, double flops) {
  const double moved = moved_bytes(query.operands, query.results);
  return gather_seconds(hardware, {.rows = query.operands[0].entries,
                                   .row_bytes = cols * size_of(rows.dtype),
                                   .matrix_bytes = rows.bytes(),
                                   .sequential_bytes = moved - static_cast<double>(rows.bytes()),
                                   .flops = flops});
}

}  // namespace heddle::cpu
