// column_sum of kept columns, CPU, f32 and bf16:  y[p[i, r]] += x[i, r]
//
// Groups of rows as row_groups.h has them; inside a group numbers are added one by one. Weak where
// most columns are kept.

#include "heddle/kernels/cpu/kept_dispatch.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/row_groups.h"
#include "heddle/ops/column_sum.h"

namespace heddle::cpu {
namespace {

Support supports(const KernelQuery& query) {
  if (!query.has_operand(1)) return no("x holds all columns");
  return query.operands[0].dtype == DType::kF64 ? no("x is f64") : yes();
}

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Type& x = query.operands[0];
  const auto additions = static_cast<double>(x.elements());
  return {.seconds = query.work().bytes / hardware.sequential_bytes_per_second +
                     additions / (hardware.scalar_ops_per_second * query.threads) +
                     hardware.seconds_per_launch,
          .workspace_bytes = GroupSums::bytes(1, x.rows, query.results[0].cols)};
}

template <class T, class Position>
void sum_group(const KernelArgs& args, const RowGroup& group, float* sums) {
  const auto x = args.operands[0].matrix<const T>();
  const auto positions = args.operands[1].matrix<const Position>();
  std::fill_n(sums, args.results[0].cols, 0.0F);
  for (int64_t i = group.row_begin; i < group.row_end; ++i) {
    for (int64_t r = 0; r < x.cols; ++r) {
      sums[positions.at(i, r)] += static_cast<float>(x.at(i, r));
    }
  }
}

void run(const KernelArgs& args) {
  const OperandView& x = args.operands[0];
  const GroupSums sums(args.workspace, x.rows, args.results[0].cols);
  dispatch_kept(x, args.operands[1], [&]<class T, class Position>(T, Position) {
    for_each_row_group(args.threads, x.rows, [&](const RowGroup& group) {
      sum_group<T, Position>(args, group, sums.of(0, group.index));
    });
  });
  sums.add_up(args.threads, 0, args.results[0].values<float>());
}

}  // namespace

const Kernel kColumnSumKept = {
    .name = "column_sum_kept_cpu_groups",
    .op = &kColumnSum,
    .supports = supports,
    .cost = cost,
    .run = run,
};

}  // namespace heddle::cpu
