// spmm_quantized, CSR, CPU, unweighted, codes of a byte under one scale for all rows:
//
//   y[i, :] = c_i s * sum over edges (i <- j) of 4^(-class of the edge) codes[j, :]
//
// Integers all the way, as in integer_sums_avx512.h, which takes a quarter of the operations of
// turning codes into floats first.
//
// Rows that are no whole cache lines are copied first (code_lines.h). Weak for few columns, whose
// sums fill a part of a register.

#include "heddle/kernels/cpu/code_lines.h"
#include "heddle/kernels/cpu/gather_cost.h"
#include "heddle/kernels/cpu/integer_sums_avx512.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/stack_sums.h"
#include "heddle/ops/spmm_quantized.h"

#include <algorithm>

namespace heddle::cpu {

HEDDLE_AVX512_BEGIN
namespace {

class WholeRows {
 public:
  struct Cursor {
    const int8_t* codes;
    int64_t left;  // columns from there on
  };

  WholeRows(const ClassedEdges& edges, const OperandView& codes)
      : edges_(edges), rows_(codes.matrix<const int8_t>()) {}

  Cursor at(int64_t entry, int64_t column) const {
    return {rows_.row(edges_.sender(entry)) + column, rows_.cols - column};
  }

  static __m512i next(Cursor& edge) {
    const __mmask64 columns =
        _bzhi_u64(~uint64_t{0}, static_cast<uint64_t>(std::min(edge.left, kBitmapBlock)));
    const __m512i codes = _mm512_maskz_loadu_epi8(columns, edge.codes);
    edge.codes += kBitmapBlock;
    edge.left -= kBitmapBlock;
    return codes;
  }

  template <int level>
  void prefetch(int64_t entry) const {
    const int8_t* row = rows_.row(edges_.sender(entry));
    if (rows_.cols <= kBitmapBlock) return prefetch_line<level>(row);
    prefetch_bytes<level>(row, static_cast<size_t>(rows_.cols));
  }

 private:
  ClassedEdges edges_;
  MatrixView<const int8_t> rows_;
};

}  // namespace
HEDDLE_AVX512_END

namespace {

Support supports(const KernelQuery& query) {
  const Type& codes = query.operands[1];
  if (codes.bits != 8 || codes.hub_bits > 0) return no("codes are not of a byte");
  if (codes.cols > kMaxStackSums) return too_many_stack_sums();
  const Support integers = support_of_integer_sums(query, 3);
  return integers.accepted() ? avx512_support() : integers;
}

// Of a column and an edge: load, interleave, multiply and add bytes.
constexpr double kFlopsPerSum = 1.5;

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Type& codes = query.operands[1];
  const int64_t entries = query.operands[0].entries;
  const int64_t cols = whole_bitmap_blocks(codes.cols);
  const CodeLines lines = CodeLines::of(codes, query.operands[2]);
  const auto sequential = static_cast<double>(query.results[0].bytes() + query.operands[0].bytes() +
                                              lines.bytes(codes.rows));
  return gather_cost(hardware,
                     {.rows = entries,
                      .row_bytes = lines.bytes_per_edge(codes),
                      .matrix_bytes = lines.matrix_bytes(codes),
                      .sequential_bytes = sequential,
                      .flops = kFlopsPerSum * static_cast<double>(entries * cols),
                      .threads = query.threads},
                     lines.bytes(codes.rows) + slots_bytes(entries, cols));
}

void run(const KernelArgs& args) {
  const int64_t cols = whole_bitmap_blocks(args.results[0].cols);
  OperandView codes = args.operands[1], scales = args.operands[2];
  const CodeLines lines = CodeLines::of(codes, scales);
  lines.copy(args.threads, args.workspace, codes, scales);
  const IntegerSums call(args, args.workspace + lines.bytes(codes.rows), cols);
  sum_all_rows(call.a, args.threads, IntegerRows(call, WholeRows(call.edges, codes)));
}

}  // namespace

const Kernel kSpmmQuantizedCsrIntegersAvx512 = {
    .name = "spmm_quantized_csr_cpu_integers_avx512",
    .op = &kSpmmQuantized,
    .supports = supports,
    .cost = cost,
    .run = run,
};

}  // namespace heddle::cpu
