// scatter_columns and gather_columns, CPU, f32 and bf16:
//   y[i, p[i, r]] = values[i, r], 0 in the other columns
//   values[i, r] = x[i, p[i, r]]
//
// Rows are independent; each moves K numbers one by one. Weak in scatter_columns where K is small:
// it writes whole rows, mostly of zeros.

#include "heddle/kernels/cpu/blocks.h"
#include "heddle/kernels/cpu/kept_dispatch.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/ops/scatter_columns.h"

#include <algorithm>

namespace heddle::cpu {
namespace {

Support supports(const KernelQuery& query) {
  return query.operands[0].dtype == DType::kF64 ? no("values are f64") : yes();
}

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const double kept = static_cast<double>(query.operands[1].elements());
  return {.seconds = query.work().bytes / hardware.sequential_bytes_per_second +
                     kept / (hardware.scalar_ops_per_second * query.threads) +
                     hardware.seconds_per_launch,
          .workspace_bytes = 0};
}

void run_scatter(const KernelArgs& args) {
  dispatch_kept(args.results[0], args.operands[1], [&]<class T, class Position>(T, Position) {
    const auto values = args.operands[0].matrix<const T>();
    const auto positions = args.operands[1].matrix<const Position>();
    const auto y = args.results[0].matrix<T>();
    for_each_row_block(args, [&](const Block& block) {
      for (int64_t i = block.row_begin; i < block.row_end; ++i) {
        std::fill_n(y.row(i), y.cols, T{});
        for (int64_t r = 0; r < values.cols; ++r) y.row(i)[positions.at(i, r)] = values.at(i, r);
      }
    });
  });
}

void run_gather(const KernelArgs& args) {
  dispatch_kept(args.results[0], args.operands[1], [&]<class T, class Position>(T, Position) {
    const auto x = args.operands[0].matrix<const T>();
    const auto positions = args.operands[1].matrix<const Position>();
    const auto values = args.results[0].matrix<T>();
    for_each_row_block(args, [&](const Block& block) {
      for (int64_t i = block.row_begin; i < block.row_end; ++i) {
        for (int64_t r = 0; r < values.cols; ++r) values.at(i, r) = x.row(i)[positions.at(i, r)];
      }
    });
  });
}

}  // namespace

const Kernel kScatterColumnsDense = {
    .name = "scatter_columns_dense_cpu_rows",
    .op = &kScatterColumns,
    .supports = supports,
    .cost = cost,
    .run = run_scatter,
};

const Kernel kGatherColumnsDense = {
    .name = "gather_columns_dense_cpu_rows",
    .op = &kGatherColumns,
    .supports = supports,
    .cost = cost,
    .run = run_gather,
};

}  // namespace heddle::cpu
