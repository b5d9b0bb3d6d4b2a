#include "heddle/kernels/cpu/gather_rows.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "heddle/kernels/cpu/gather_rows_simd.cc"
// The order of these matters.
// clang-format off
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "heddle/kernels/cpu/row_tile_simd.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {
namespace {

template <class T, size_t N>
float sum_tile(const AdjacencyView& a, const OperandView& x, const RowTask& task, size_t first,
               size_t columns) {
  constexpr size_t kTileBytes = N * kLanes * sizeof(T);
  const int64_t last = a.entries() - 1;
  const auto row_of = [&](int64_t entry) HWY_ATTR {
    return x.values<const T>() + a.columns[entry] * x.stride + first;
  };
  FloatVec sum[N];
  clear_tile(sum);
  for (int64_t e = task.entry_begin; e < task.entry_end; ++e) {
    prefetch_coming<T, kTileBytes>(e, last, row_of);
    for_each_vector<N>(row_of(e), columns, [&](auto k, FloatVec value) HEDDLE_SIMD_LAMBDA {
      sum[k] = hn::Add(sum[k], value);
    });
  }
  auto total = hn::Zero(FloatTag());
  unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA { total = hn::Add(total, sum[k]); });
  return hn::GetLane(hn::SumOfLanes(FloatTag(), total));
}

template <class T>
float gather_of(const AdjacencyView& a, const OperandView& x, const RowTask& task) {
  float total = 0;
  for_each_tile<T>(static_cast<size_t>(x.cols), [&](auto n, size_t first, size_t columns) HWY_ATTR {
    total += sum_tile<T, n>(a, x, task, first, columns);
  });
  return total;
}

float gather(const AdjacencyView& a, const OperandView& x, const RowTask& task) {
  return x.dtype == DType::kBf16 ? gather_of<Bf16>(a, x, task) : gather_of<float>(a, x, task);
}

}  // namespace
}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heddle::cpu {
HWY_EXPORT(gather);

float gather_rows(const AdjacencyView& a, const OperandView& x, const RowTask& task) {
  return HWY_DYNAMIC_DISPATCH(gather)(a, x, task);
}

}  // namespace heddle::cpu
#endif  // HWY_ONCE
