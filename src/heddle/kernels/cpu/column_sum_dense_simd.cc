// column_sum and head_column_sum, dense rows, f32 and bf16:
//   y = sum over i of x[i, :]
//   a[h, f] = sum over i of l[i, h] * x[i, h, f]
//
// Groups of rows as row_groups.h has them. Inside a group four rows at a time are added to sums
// that stay in the first-level cache.

#include "heddle/kernels/cpu/dense_cost.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/row_groups.h"
#include "heddle/ops/column_sum.h"
#include "heddle/ops/head_dot.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "heddle/kernels/cpu/column_sum_dense_simd.cc"
// The order of these matters.
// clang-format off
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "heddle/kernels/cpu/element_simd.h"
#include "heddle/kernels/cpu/head_weights_simd.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {
namespace {

template <class T>
void add_rows(const MatrixView<const T>& x, const RowGroup& group, float* sums) {
  const auto cols = static_cast<size_t>(x.cols);
  std::fill_n(sums, cols, 0.0F);
  int64_t i = group.row_begin;
  for (; i + 4 <= group.row_end; i += 4) {
    map_row([](FloatVec sum, FloatVec a, FloatVec b, FloatVec c, FloatVec d)
                HEDDLE_SIMD_LAMBDA { return hn::Add(sum, hn::Add(hn::Add(a, b), hn::Add(c, d))); },
            cols, sums, sums, x.row(i), x.row(i + 1), x.row(i + 2), x.row(i + 3));
  }
  for (; i < group.row_end; ++i) {
    map_row([](FloatVec sum, FloatVec a) HEDDLE_SIMD_LAMBDA { return hn::Add(sum, a); }, cols, sums,
            sums, x.row(i));
  }
}

// The factors of the heads lie over a tile as the weights of an edge do; sums stay in registers.
// Writes N * kLanes sums, in lane order.
template <class T, WeightMode mode, size_t N>
void add_scaled_tile(const MatrixView<const T>& x, const MatrixView<const float>& l,
                     const RowGroup& group, const HeadMap& map, size_t first, size_t columns,
                     float* lanes) {
  if constexpr (mode == WeightMode::kByLane) {
    std::fill_n(lanes, N * kLanes, 0.0F);
    for (int64_t i = group.row_begin; i < group.row_end; ++i) {
      add_row_by_lane(map, l.row(i) + map.first_head, x.row(i) + first, columns, lanes);
    }
  } else {
    FloatVec sum[N];
    clear_tile(sum);
    for (int64_t i = group.row_begin; i < group.row_end; ++i) {
      const EdgeWeights<mode, N> factors(map, l.row(i) + map.first_head);
      for_each_vector<N>(x.row(i) + first, columns, [&](auto k, FloatVec value) HEDDLE_SIMD_LAMBDA {
        sum[k] = factors.multiply_add(k, value, sum[k]);
      });
    }
    store_lanes(sum, lanes);
  }
}

template <class T>
void add_scaled_rows(const MatrixView<const T>& x, const MatrixView<const float>& l,
                     const RowGroup& group, float* sums) {
  const auto head_cols = static_cast<size_t>(x.cols / l.cols);
  for_each_tile<T>(static_cast<size_t>(x.cols), [&](auto n, size_t first, size_t columns) HWY_ATTR {
    HWY_ALIGN int32_t lane_head[n * kLanes];
    HWY_ALIGN float lanes[n * kLanes];
    const HeadMap map = map_heads<T>(first, columns, head_cols, n, lane_head);
    with_mode(map.mode, [&](auto mode) HWY_ATTR {
      add_scaled_tile<T, mode, n>(x, l, group, map, first, columns, lanes);
    });
    to_column_order<T>(lanes, columns, sums + first);
  });
}

void column_sum_group(const KernelArgs& args, const RowGroup& group, float* sums) {
  const OperandView& x = args.operands[0];
  x.dtype == DType::kBf16 ? add_rows(x.matrix<const Bf16>(), group, sums)
                          : add_rows(x.matrix<const float>(), group, sums);
}

void head_column_sum_group(const KernelArgs& args, const RowGroup& group, float* sums) {
  const OperandView& x = args.operands[0];
  const auto l = args.operands[1].matrix<const float>();
  x.dtype == DType::kBf16 ? add_scaled_rows(x.matrix<const Bf16>(), l, group, sums)
                          : add_scaled_rows(x.matrix<const float>(), l, group, sums);
}

}  // namespace
}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heddle::cpu {
HWY_EXPORT(column_sum_group);
HWY_EXPORT(head_column_sum_group);
namespace {

Support supports_column_sum(const KernelQuery& query) {
  return query.has_operand(1) ? no("x holds kept columns") : supports_f32_and_bf16(query);
}

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  Cost result = streaming_cost(query, hardware);
  result.workspace_bytes = GroupSums::bytes(1, query.operands[0].rows, query.operands[0].cols);
  return result;
}

template <class SumGroup>
void sum_groups(const KernelArgs& args, const SumGroup& sum_group) {
  const OperandView& x = args.operands[0];
  const GroupSums sums(args.workspace, x.rows, x.cols);
  for_each_row_group(args.threads, x.rows,
                     [&](const RowGroup& group) { sum_group(group, sums.of(0, group.index)); });
  sums.add_up(args.threads, 0, args.results[0].values<float>());
}

void run_column_sum(const KernelArgs& args) {
  sum_groups(args, [&](const RowGroup& group, float* sums) {
    HWY_DYNAMIC_DISPATCH(column_sum_group)(args, group, sums);
  });
}
void run_head_column_sum(const KernelArgs& args) {
  sum_groups(args, [&](const RowGroup& group, float* sums) {
    HWY_DYNAMIC_DISPATCH(head_column_sum_group)(args, group, sums);
  });
}

}  // namespace

const Kernel kColumnSumDense = {
    .name = "column_sum_dense_cpu_groups",
    .op = &kColumnSum,
    .supports = supports_column_sum,
    .cost = cost,
    .run = run_column_sum,
};

const Kernel kHeadColumnSumDense = {
    .name = "head_column_sum_dense_cpu_groups",
    .op = &kHeadColumnSum,
    .supports = supports_f32_and_bf16,
    .cost = cost,
    .run = run_head_column_sum,
};

}  // namespace heddle::cpu
#endif  // HWY_ONCE
