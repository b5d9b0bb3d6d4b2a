// How matrices of one shape are cut into blocks, each the work of one task.
#pragma once

#include "heddle/base/parallel.h"
#include "heddle/kernels/kernel.h"

#include <algorithm>

namespace heddle::cpu {

inline constexpr int64_t kElementsPerBlock = 16384;

// Rows [row_begin, row_end), columns [col_begin, col_end).
struct Block {
  int64_t row_begin, row_end, col_begin, col_end;

  int64_t cols() const { return col_end - col_begin; }
};

// Calls body(Block) for blocks of whole rows.
template <class Body>
void for_each_row_block(int threads, int64_t rows, int64_t cols, const Body& body) {
  const int64_t grain = std::max<int64_t>(1, kElementsPerBlock / std::max<int64_t>(1, cols));
  parallel_ranges(threads, rows, grain, [&](int64_t begin, int64_t end) {
    body(Block{begin, end, 0, cols});
  });
}

// The rows of result 0; blocks are as high as the wider one of it and operand 0 allows.
template <class Body>
void for_each_row_block(const KernelArgs& args, const Body& body) {
  const OperandView& y = args.results[0];
  for_each_row_block(args.threads, y.rows, std::max(y.cols, args.operands[0].cols), body);
}

// All operands and results have one shape. Matrices without gaps between rows are one long row.
template <class Body>
void for_each_element_block(const KernelArgs& args, const Body& body) {
  const auto is_packed = [](const OperandView& view) { return view.stride == view.cols; };
  const OperandView& y = args.results[0];
  if (!std::ranges::all_of(args.operands, is_packed) ||
      !std::ranges::all_of(args.results, is_packed)) {
    return for_each_row_block(args.threads, y.rows, y.cols, body);
  }
  parallel_ranges(args.threads, y.rows * y.cols, kElementsPerBlock,
                  [&](int64_t begin, int64_t end) {
                    body(Block{0, 1, begin, end});
                  });
}

}  // namespace heddle::cpu
