// column_sum, reference:  y = sum over i of x[i, :], in the order of i; kept columns at their
// positions.

#include "heddle/ops/column_sum.h"

#include "heddle/kernels/reference/kept_rows.h"
#include "heddle/kernels/reference/kernels.h"

#include <algorithm>

namespace heddle::reference {
namespace {

// Calls column_of(i, k) for the column that element (i, k) of x belongs to.
template <class T, class ColumnOf>
void sum_rows(const KernelArgs& args, const ColumnOf& column_of) {
  const auto x = args.operands[0].matrix<const T>();
  const auto y = args.results[0].matrix<compute_t<T>>();
  std::fill_n(y.data, y.cols, compute_t<T>{0});
  for (int64_t i = 0; i < x.rows; ++i) {
    for (int64_t k = 0; k < x.cols; ++k) y.at(0, column_of(i, k)) += load(x.at(i, k));
  }
}

void run(const KernelArgs& args) {
  if (!args.operands[1].present()) {
    return dispatch_floating(args.operands[0].dtype, [&]<class T>(T) {
      sum_rows<T>(args, [](int64_t, int64_t k) { return k; });
    });
  }
  dispatch_kept(args.operands[0], args.operands[1], [&]<class T, class Position>(T, Position) {
    const auto positions = args.operands[1].matrix<const Position>();
    sum_rows<T>(args, [&](int64_t i, int64_t k) -> int64_t { return positions.at(i, k); });
  });
}

}  // namespace

const Kernel kColumnSum = {
    .name = "column_sum_reference",
    .op = &heddle::kColumnSum,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run,
};

}  // namespace heddle::reference
