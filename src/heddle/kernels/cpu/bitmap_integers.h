// What sums of codes at columns anywhere as integers have in common, however codes are brought to
// their columns.
#pragma once

#include "heddle/kernels/cpu/bitmap_records.h"
#include "heddle/kernels/cpu/gather_cost.h"
#include "heddle/kernels/cpu/integer_sums.h"
#include "heddle/kernels/cpu/stack_sums.h"

namespace heddle::cpu {

inline Support support_of_bitmap_integers(const KernelQuery& query) {
  if (query.operands[3].cols > kMaxStackSums) return too_many_stack_sums();
  return support_of_integer_sums(query, 4);
}

// Columns and edges, in whole blocks.
inline double bitmap_sums(const KernelQuery& query) {
  return static_cast<double>(query.operands[0].entries) *
         static_cast<double>(whole_bitmap_blocks(query.operands[3].cols));
}

// `work` holds the operations; what is read and written is added.
inline Cost bitmap_integers_cost(const KernelQuery& query, const HardwareProfile& hardware,
                                 GatherWork work) {
  const Type& positions = query.operands[3];
  using Records = BitmapRecords<int8_t>;
  const int64_t records = Records::bytes(positions.rows, positions.kept, positions.cols);
  work.rows = query.operands[0].entries;
  work.row_bytes = Records::row_bytes(positions.kept, positions.cols);
  work.matrix_bytes = records;
  work.sequential_bytes =
      static_cast<double>(query.results[0].bytes() + query.operands[0].bytes() +
                          query.operands[1].bytes() + positions.bytes() + records);
  work.threads = query.threads;
  return gather_cost(hardware, work,
                     records + slots_bytes(work.rows, whole_bitmap_blocks(positions.cols)));
}

// What all tasks of one run share.
struct BitmapIntegers : IntegerSums {
  BitmapRecords<int8_t> records;

  // Writes the records into the workspace.
  explicit BitmapIntegers(const KernelArgs& args)
      : IntegerSums(args, args.workspace + records_bytes(args), whole_bitmap_blocks(cols(args))),
        records(args.workspace, args.operands[3].cols, cols(args)) {
    records.write(args.threads, args.operands[1], args.operands[3]);
  }

  int64_t padded_cols() const { return whole_bitmap_blocks(y.cols); }

 private:
  static int64_t cols(const KernelArgs& args) { return args.results[0].cols; }
  static int64_t records_bytes(const KernelArgs& args) {
    const OperandView& positions = args.operands[3];
    return BitmapRecords<int8_t>::bytes(positions.rows, positions.cols, cols(args));
  }
};

}  // namespace heddle::cpu
