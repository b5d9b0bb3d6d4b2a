// Rows of several heads, f32 and bf16:
//   head_dot        l[i, h] = sum over f of x[i, h, f] * a[h, f]
//   head_outer      x[i, h, f] = l[i, h] * a[h, f]
//   head_mean       y[i, f] = (1 / H) * sum over h of x[i, h, f]
//   head_broadcast  x[i, h, f] = (1 / H) * y[i, f]
//
// A head is a stretch of a row. Weak where heads are narrower than a vector (all but head_outer):
// lanes stay empty.

#include "heddle/kernels/cpu/blocks.h"
#include "heddle/kernels/cpu/dense_cost.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/ops/head_dot.h"
#include "heddle/ops/head_mean.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "heddle/kernels/cpu/head_dense_simd.cc"
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
void dot_rows(const KernelArgs& args, const Block& block) {
  const auto x = args.operands[0].matrix<const T>();
  const auto* a = args.operands[1].values<const float>();
  const auto l = args.results[0].matrix<float>();
  const int64_t head_cols = x.cols / l.cols;
  for (int64_t i = block.row_begin; i < block.row_end; ++i) {
    for (int64_t h = 0; h < l.cols; ++h) {
      l.at(i, h) =
          sum_row([](FloatVec u, FloatVec v) HEDDLE_SIMD_LAMBDA { return hn::Mul(u, v); },
                  static_cast<size_t>(head_cols), x.row(i) + h * head_cols, a + h * head_cols);
    }
  }
}

// Columns [first, first + columns) of the rows of a block. The factors of the heads lie over a tile
// as the weights of an edge do. Nothing is summed, so vectors need no registers of their own: one
// loop for tiles of any width.
template <class T, WeightMode mode>
HWY_NOINLINE void outer_tile(const KernelArgs& args, const Block& block, const HeadMap& map,
                             size_t first, size_t columns) {
  constexpr size_t N = kVectorsPerLoad<T>;
  const auto l = args.operands[0].matrix<const float>();
  const auto x = args.results[0].matrix<T>();
  HWY_ALIGN float a[kMaxVectors * kLanes];
  to_lane_order<T>(args.operands[1].values<const float>() + first, columns, vectors_for<T>(columns),
                   a);
  for (int64_t i = block.row_begin; i < block.row_end; ++i) {
    const EdgeWeights<mode, kMaxVectors> factors(map, l.row(i) + map.first_head);
    T* to = x.row(i) + first;
    const auto product = [&](size_t col, FloatVec(&row)[N]) HEDDLE_SIMD_LAMBDA {
      load_lanes(row, a + col);
      unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA {
        row[k] = factors.multiply_add(col / kLanes + k, row[k], hn::Zero(FloatTag()));
      });
    };
    FloatVec row[N];
    size_t col = 0;
    for (; col + kColumnsPerLoad<T> <= columns; col += kColumnsPerLoad<T>) {
      product(col, row);
      store_whole_tile(row, to + col);
    }
    if (col == columns) continue;
    product(col, row);
    store_tile(row, to + col, columns - col, false);
  }
}

template <class T>
void outer_rows(const KernelArgs& args, const Block& block) {
  const OperandView& x = args.results[0];
  const auto head_cols = static_cast<size_t>(x.cols / args.operands[0].cols);
  HWY_ALIGN int32_t lane_head[kMaxVectors * kLanes];
  for_each_tile<T>(static_cast<size_t>(x.cols), [&](auto, size_t first, size_t columns) HWY_ATTR {
    const HeadMap map = map_heads<T>(first, columns, head_cols, kMaxVectors, lane_head);
    with_mode(map.mode,
              [&](auto mode) HWY_ATTR { outer_tile<T, mode>(args, block, map, first, columns); });
  });
}

template <class T>
void mean_rows(const KernelArgs& args, const Block& block) {
  const auto x = args.operands[0].matrix<const T>();
  const auto y = args.results[0].matrix<T>();
  const auto heads = static_cast<int64_t>(args.operands[0].heads);
  const auto share = hn::Set(FloatTag(), 1.0F / static_cast<float>(heads));
  for (int64_t i = block.row_begin; i < block.row_end; ++i) {
    for (int64_t f = 0; f < y.cols; f += kLanes) {
      const auto count = static_cast<size_t>(std::min<int64_t>(kLanes, y.cols - f));
      auto sum = hn::Zero(FloatTag());
      for (int64_t h = 0; h < heads; ++h) {
        sum = hn::Add(sum, load_floats(x.row(i) + h * y.cols + f, count));
      }
      store_floats(hn::Mul(share, sum), y.row(i) + f, count);
    }
  }
}

template <class T>
void broadcast_rows(const KernelArgs& args, const Block& block) {
  const auto y = args.operands[0].matrix<const T>();
  const auto x = args.results[0].matrix<T>();
  const auto share = hn::Set(FloatTag(), 1.0F / static_cast<float>(args.results[0].heads));
  for (int64_t i = block.row_begin; i < block.row_end; ++i) {
    for (int64_t h = 0; h < args.results[0].heads; ++h) {
      map_row([=](FloatVec v) HEDDLE_SIMD_LAMBDA { return hn::Mul(share, v); },
              static_cast<size_t>(y.cols), x.row(i) + h * y.cols, y.row(i));
    }
  }
}

void head_dot_block(const KernelArgs& args, const Block& block) {
  args.operands[0].dtype == DType::kBf16 ? dot_rows<Bf16>(args, block)
                                         : dot_rows<float>(args, block);
}
void head_outer_block(const KernelArgs& args, const Block& block) {
  args.results[0].dtype == DType::kBf16 ? outer_rows<Bf16>(args, block)
                                        : outer_rows<float>(args, block);
}
void head_mean_block(const KernelArgs& args, const Block& block) {
  args.results[0].dtype == DType::kBf16 ? mean_rows<Bf16>(args, block)
                                        : mean_rows<float>(args, block);
}
void head_broadcast_block(const KernelArgs& args, const Block& block) {
  args.results[0].dtype == DType::kBf16 ? broadcast_rows<Bf16>(args, block)
                                        : broadcast_rows<float>(args, block);
}

}  // namespace
}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heddle::cpu {
HWY_EXPORT(head_dot_block);
HWY_EXPORT(head_outer_block);
HWY_EXPORT(head_mean_block);
HWY_EXPORT(head_broadcast_block);
namespace {

void run_dot(const KernelArgs& args) {
  for_each_row_block(args, [&](const Block& block) {
    HWY_DYNAMIC_DISPATCH(head_dot_block)(args, block);
  });
}
void run_outer(const KernelArgs& args) {
  for_each_row_block(args, [&](const Block& block) {
    HWY_DYNAMIC_DISPATCH(head_outer_block)(args, block);
  });
}
void run_mean(const KernelArgs& args) {
  for_each_row_block(args, [&](const Block& block) {
    HWY_DYNAMIC_DISPATCH(head_mean_block)(args, block);
  });
}
void run_broadcast(const KernelArgs& args) {
  for_each_row_block(args, [&](const Block& block) {
    HWY_DYNAMIC_DISPATCH(head_broadcast_block)(args, block);
  });
}

}  // namespace

const Kernel kHeadDotDense = {
    .name = "head_dot_dense_cpu_simd",
    .op = &kHeadDot,
    .supports = supports_f32_and_bf16,
    .cost = streaming_cost,
    .run = run_dot,
};

const Kernel kHeadOuterDense = {
    .name = "head_outer_dense_cpu_simd",
    .op = &kHeadOuter,
    .supports = supports_f32_and_bf16,
    .cost = streaming_cost,
    .run = run_outer,
};

const Kernel kHeadMeanDense = {
    .name = "head_mean_dense_cpu_simd",
    .op = &kHeadMean,
    .supports = supports_f32_and_bf16,
    .cost = streaming_cost,
    .run = run_mean,
};

const Kernel kHeadBroadcastDense = {
    .name = "head_broadcast_dense_cpu_simd",
    .op = &kHeadBroadcast,
    .supports = supports_f32_and_bf16,
    .cost = streaming_cost,
    .run = run_broadcast,
};

}  // namespace heddle::cpu
#endif  // HWY_ONCE
