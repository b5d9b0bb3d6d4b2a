// sddmm, reference:  e[i <- j, h] = <a[i, h, :], b[j, h, :]>.

#include "heddle/ops/sddmm.h"

#include "heddle/kernels/reference/dispatch.h"
#include "heddle/kernels/reference/kernels.h"

namespace heddle::reference {
namespace {

template <class T>
void products(const KernelArgs& args) {
  const AdjacencyView& adjacency = *args.operands[0].adjacency;
  const auto a = args.operands[1].matrix<const T>();
  const auto b = args.operands[2].matrix<const T>();
  const auto result = args.results[0].matrix<compute_t<T>>();
  const int64_t head_cols = a.cols / result.cols;
  for (int64_t i = 0; i < adjacency.rows; ++i) {
    for (int64_t e = adjacency.row_offsets[i]; e < adjacency.row_offsets[i + 1]; ++e) {
      for (int64_t h = 0; h < result.cols; ++h) {
        compute_t<T> sum = 0;
        for (int64_t col = h * head_cols; col < (h + 1) * head_cols; ++col) {
          sum += load(a.at(i, col)) * load(b.at(adjacency.columns[e], col));
        }
        result.at(adjacency.edge_position(e), h) = sum;
      }
    }
  }
}

void run(const KernelArgs& args) {
  dispatch_floating(args.operands[1].dtype, [&]<class T>(T) { products<T>(args); });
}

}  // namespace

const Kernel kSddmm = {
    .name = "sddmm_reference",
    .op = &heddle::kSddmm,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run,
};

}  // namespace heddle::reference
