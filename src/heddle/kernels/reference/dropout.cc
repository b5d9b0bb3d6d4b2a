// dropout, reference:  y[i, j] = x[i, j] / (1 - p) where u(i, j) >= p, else 0, with u(i, j) the
// number of (original id of row i, column j). A csr x and kept columns draw for stored values
// alone.

#include "heddle/ops/dropout.h"

#include "heddle/kernels/reference/kept_rows.h"
#include "heddle/kernels/reference/kernels.h"

namespace heddle::reference {
namespace {

struct Mask {
  explicit Mask(const KernelArgs& args)
      : random(args.random_stream()), probability(args.attributes->number("probability")) {}

  template <class C>
  C apply(int64_t row_id, int64_t column, C x) const {
    const bool kept =
        uniform_from_word(random.word(row_id, column)) >= static_cast<float>(probability);
    return kept ? x * static_cast<C>(1 / (1 - probability)) : C{0};
  }

  RandomStream random;
  double probability;
};

template <class T>
void run_dense(const KernelArgs& args) {
  const Mask mask(args);
  const auto x = args.operands[0].matrix<const T>();
  const auto y = args.results[0].matrix<T>();
  for (int64_t i = 0; i < y.rows; ++i) {
    const int64_t row_id = args.operands[0].row_id(i);
    for (int64_t j = 0; j < y.cols; ++j) store(y.at(i, j), mask.apply(row_id, j, load(x.at(i, j))));
  }
}

template <class T, class Position>
void run_kept(const KernelArgs& args) {
  const Mask mask(args);
  const auto x = args.operands[0].matrix<const T>();
  const auto positions = args.operands[1].matrix<const Position>();
  const auto y = args.results[0].matrix<T>();
  for (int64_t i = 0; i < y.rows; ++i) {
    const int64_t row_id = args.operands[0].row_id(i);
    for (int64_t r = 0; r < y.cols; ++r) {
      store(y.at(i, r), mask.apply(row_id, positions.at(i, r), load(x.at(i, r))));
    }
  }
}

template <class T>
void run_csr(const KernelArgs& args) {
  const Mask mask(args);
  const AdjacencyView& a = *args.operands[0].adjacency;
  const T* x = args.operands[0].values<const T>();
  T* y = args.results[0].values<T>();
  for (int64_t i = 0; i < a.rows; ++i) {
    const int64_t row_id = args.operands[0].row_id(i);
    for (int64_t e = a.row_offsets[i]; e < a.row_offsets[i + 1]; ++e) {
      const int64_t p = a.edge_position(e);
      store(y[p], mask.apply(row_id, a.columns[e], load(x[p])));
    }
  }
}

void run(const KernelArgs& args) {
  if (args.operands[1].present()) {
    return dispatch_kept(
        args.results[0], args.operands[1],
        [&]<class T, class Position>(T, Position) { run_kept<T, Position>(args); });
  }
  dispatch_floating(args.results[0].dtype, [&]<class T>(T) {
    args.operands[0].adjacency == nullptr ? run_dense<T>(args) : run_csr<T>(args);
  });
}

}  // namespace

const Kernel kDropout = {
    .name = "dropout_reference",
    .op = &heddle::kDropout,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run,
    .may_overwrite = 0b1,
};

}  // namespace heddle::reference
