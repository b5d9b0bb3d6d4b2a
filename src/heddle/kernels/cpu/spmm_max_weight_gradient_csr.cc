// spmm_max_weight_gradient, CSR, CPU:  dw[e] = sum of dy[i, c] * x[j, c] over the columns c whose
// argmax[i, c] names the edge e = (i <- j), for f32 and bf16 rows.
//
// A receiver walks its columns, not its edges: each column reads one value of x and adds to the one
// edge that it names, so hubs cost no more than other rows. A piece of a hub takes the columns that
// name its edges; every edge is written by the task that holds it and summed in column order.
//
// Weak for receivers of few edges and many columns: value by value, without vectors.

#include "heddle/kernels/cpu/gather_cost.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/row_task.h"
#include "heddle/ops/spmm_max.h"

#include <algorithm>

namespace heddle::cpu {
namespace {

template <class T>
void add_columns(const KernelArgs& args, int64_t row, int64_t begin, int64_t end) {
  const AdjacencyView& a = *args.operands[0].adjacency;
  const int32_t* argmax = args.operands[1].matrix<const int32_t>().row(row);
  const T* dy = args.operands[2].matrix<const T>().row(row);
  const auto x = args.operands[3].matrix<const T>();
  const auto dw = args.results[0].matrix<float>();
  for (int64_t e = begin; e < end; ++e) dw.at(a.edge_position(e), 0) = 0;
  for (int64_t col = 0; col < x.cols; ++col) {
    const int64_t e = a.row_offsets[row] + argmax[col];
    if (e < begin || e >= end) continue;
    dw.at(a.edge_position(e), 0) +=
        static_cast<float>(dy[col]) * static_cast<float>(x.at(a.columns[e], col));
  }
}

template <class T>
void run_typed(const KernelArgs& args) {
  const AdjacencyView& a = *args.operands[0].adjacency;
  for_each_task(a, args.threads, [&](const RowTask& task) {
    for_each_row(a, task, [&](int64_t row, int64_t begin, int64_t end) {
      if (begin < end) add_columns<T>(args, row, begin, end);
    });
  });
}

Support supports(const KernelQuery& query) {
  const DType rows = query.operands[2].dtype;
  return rows == DType::kF32 || rows == DType::kBf16 ? yes() : no("rows are neither f32 nor bf16");
}

// Of x come the cache lines of all edges, or one for each value where those are fewer.
Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  constexpr int64_t kLineBytes = 64;
  const Type& x = query.operands[3];
  const Type& dy = query.operands[2];
  const int64_t lines_per_row = (x.cols * size_of(x.dtype) + kLineBytes - 1) / kLineBytes;
  const auto sequential =
      static_cast<double>(query.operands[0].bytes() + query.operands[1].bytes() + dy.bytes() +
                          2 * query.results[0].bytes());
  return {.seconds = gather_seconds(
              hardware, {.rows = std::min(query.operands[0].entries * lines_per_row, dy.elements()),
                         .row_bytes = kLineBytes,
                         .matrix_bytes = x.bytes(),
                         .sequential_bytes = sequential,
                         .flops = 2.0 * static_cast<double>(dy.elements())}),
          .workspace_bytes = 0};
}

void run(const KernelArgs& args) {
  args.operands[2].dtype == DType::kBf16 ? run_typed<Bf16>(args) : run_typed<float>(args);
}

}  // namespace

const Kernel kSpmmMaxWeightGradientCsr = {
    .name = "spmm_max_weight_gradient_csr_cpu_columns",
    .op = &kSpmmMaxWeightGradient,
    .supports = supports,
    .cost = cost,
    .run = run,
};

}  // namespace heddle::cpu
