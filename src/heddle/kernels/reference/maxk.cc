// maxk, reference: a column is kept if fewer than k columns of its group come before it. The order
// stands in ops/maxk.cc.

#include "heddle/ops/maxk.h"

#include "heddle/kernels/reference/kept_rows.h"
#include "heddle/kernels/reference/kernels.h"

#include <cmath>

namespace heddle::reference {
namespace {

// Does column `a` of the row come before column `b`?
template <class T>
bool comes_before(const T* row, int64_t a, int64_t b) {
  const auto x = load(row[a]), y = load(row[b]);
  if (std::isnan(x) || std::isnan(y)) return std::isnan(x) == std::isnan(y) ? a < b : std::isnan(y);
  return x > y || (x == y && a < b);
}

template <class T>
bool is_kept(const T* row, RowRange group, int64_t column, int64_t kept) {
  int64_t before = 0;
  for (int64_t c = group.begin; c < group.end; ++c) before += comes_before(row, c, column) ? 1 : 0;
  return before < kept;
}

template <class T, class Position>
void keep_row(const KernelArgs& args, int64_t row) {
  const auto x = args.operands[0].matrix<const T>();
  const auto values = args.results[0].matrix<T>();
  const auto positions = args.results[1].matrix<Position>();
  const bool rectify = args.attributes->flag("rectify");
  const int64_t group = args.attributes->integer("group");
  const int64_t width = group == 0 ? x.cols : group;
  int64_t next = 0;
  for (int64_t c = 0; c < x.cols; ++c) {
    const int64_t begin = c / width * width;
    const int64_t kept = values.cols / (x.cols / width);
    if (!is_kept(x.row(row), {begin, begin + width}, c, kept)) continue;
    const auto value = load(x.at(row, c));
    store(values.at(row, next), rectify && value < 0 ? 0 : value);
    positions.at(row, next++) = static_cast<Position>(c);
  }
}

void run(const KernelArgs& args) {
  dispatch_kept(args.results[0], args.results[1], [&]<class T, class Position>(T, Position) {
    for (int64_t row = 0; row < args.results[0].rows; ++row) keep_row<T, Position>(args, row);
  });
}

}  // namespace

const Kernel kMaxk = {
    .name = "maxk_reference",
    .op = &heddle::kMaxk,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run,
};

}  // namespace heddle::reference
