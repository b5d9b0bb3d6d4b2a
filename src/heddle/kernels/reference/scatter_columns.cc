// scatter_columns and gather_columns, reference:
//   y[i, p[i, r]] = values[i, r], 0 in the other columns
//   values[i, r] = x[i, p[i, r]]

#include "heddle/ops/scatter_columns.h"

#include "heddle/kernels/reference/kept_rows.h"
#include "heddle/kernels/reference/kernels.h"

#include <algorithm>

namespace heddle::reference {
namespace {

void run_scatter(const KernelArgs& args) {
  dispatch_kept(args.results[0], args.operands[1], [&]<class T, class Position>(T, Position) {
    const auto values = args.operands[0].matrix<const T>();
    const auto positions = args.operands[1].matrix<const Position>();
    const auto y = args.results[0].matrix<T>();
    for (int64_t i = 0; i < y.rows; ++i) {
      std::fill_n(y.row(i), y.cols, T{});
      for (int64_t r = 0; r < values.cols; ++r) y.at(i, positions.at(i, r)) = values.at(i, r);
    }
  });
}

void run_gather(const KernelArgs& args) {
  dispatch_kept(args.results[0], args.operands[1], [&]<class T, class Position>(T, Position) {
    const auto x = args.operands[0].matrix<const T>();
    const auto positions = args.operands[1].matrix<const Position>();
    const auto values = args.results[0].matrix<T>();
    for (int64_t i = 0; i < values.rows; ++i) {
      for (int64_t r = 0; r < values.cols; ++r) values.at(i, r) = x.at(i, positions.at(i, r));
    }
  });
}

}  // namespace

const Kernel kScatterColumns = {
    .name = "scatter_columns_reference",
    .op = &heddle::kScatterColumns,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run_scatter,
};

const Kernel kGatherColumns = {
    .name = "gather_columns_reference",
    .op = &heddle::kGatherColumns,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run_gather,
};

}  // namespace heddle::reference
