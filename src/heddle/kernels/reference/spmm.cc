// spmm, reference:  y[i, :] = c_i * sum over edges (i <- j) of weight(i, j) * x[j, :], then bias
// and activation.

#include "heddle/ops/spmm.h"

#include "heddle/kernels/reference/activation.h"
#include "heddle/kernels/reference/dispatch.h"
#include "heddle/kernels/reference/kernels.h"

namespace heddle::reference {
namespace {

template <class T>
void spmm_row(const KernelArgs& args, int64_t row, bool mean) {
  const AdjacencyView& a = *args.operands[0].adjacency;
  const auto x = args.operands[1].matrix<const T>();
  const OperandView& weights = args.operands[2];
  const OperandView& bias = args.operands[3];
  const auto y = args.results[0].matrix<T>();
  const int64_t head_cols = y.cols / args.results[0].heads;
  const auto scale = mean && a.degree(row) > 0
                         ? compute_t<T>(1) / static_cast<compute_t<T>>(a.degree(row))
                         : compute_t<T>(1);
  for (int64_t col = 0; col < y.cols; ++col) {
    compute_t<T> sum = 0;
    for (int64_t e = a.row_offsets[row]; e < a.row_offsets[row + 1]; ++e) {
      auto value = load(x.at(a.columns[e], col));
      if (weights.present()) {
        const int64_t head = weights.cols == 1 ? 0 : col / head_cols;
        value *= weights.matrix<const compute_t<T>>().at(a.edge_position(e), head);
      }
      sum += value;
    }
    sum *= scale;
    if (bias.present()) sum += bias.matrix<const compute_t<T>>().at(0, col);
    store(y.at(row, col), sum);
  }
}

void run(const KernelArgs& args) {
  const bool mean = args.attributes->text("reduce") == "mean";
  dispatch_floating(args.results[0].dtype, [&]<class T>(T) {
    for (int64_t row = 0; row < args.results[0].rows; ++row) spmm_row<T>(args, row, mean);
    apply_activation<T>(args);
  });
}

}  // namespace

const Kernel kSpmm = {
    .name = "spmm_reference",
    .op = &heddle::kSpmm,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run,
};

}  // namespace heddle::reference
