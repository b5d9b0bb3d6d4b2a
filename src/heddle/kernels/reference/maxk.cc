// maxk, reference: of a group's columns so far, those that come first stand in a heap whose top is
// the last of them. The order stands in ops/maxk.cc.

#include "heddle/ops/maxk.h"

#include "heddle/kernels/reference/kept_rows.h"
#include "heddle/kernels/reference/kernels.h"

#include <algorithm>
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

// Writes the columns of a group that are kept, ascending, to `to` and returns their end.
template <class T, class Position>
Position* choose(const T* row, RowRange group, int64_t kept, Position* to) {
  if (kept == 0) return to;
  const auto before = [row](int64_t a, int64_t b) { return comes_before(row, a, b); };
  Position* end = to;
  for (int64_t c = group.begin; c < group.end; ++c) {
    if (end == to + kept) {
      if (!before(c, to[0])) continue;
      std::pop_heap(to, end--, before);
    }
    *end++ = static_cast<Position>(c);
    std::push_heap(to, end, before);
  }
  std::sort(to, end);
  return end;
}

template <class T, class Position>
void keep_row(const KernelArgs& args, int64_t row) {
  const auto x = args.operands[0].matrix<const T>();
  const auto values = args.results[0].matrix<T>();
  Position* const positions = args.results[1].matrix<Position>().row(row);
  const bool rectify = args.attributes->flag("rectify");
  const int64_t group = args.attributes->integer("group");
  const int64_t width = group == 0 ? x.cols : group;
  Position* next = positions;
  for (int64_t begin = 0; begin < x.cols; begin += width) {
    next = choose(x.row(row), {begin, begin + width}, values.cols / (x.cols / width), next);
  }
  for (int64_t r = 0; r < values.cols; ++r) {
    const auto value = load(x.at(row, positions[r]));
    store(values.at(row, r), rectify && value < 0 ? 0 : value);
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
