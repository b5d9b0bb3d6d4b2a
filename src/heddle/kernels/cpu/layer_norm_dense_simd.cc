// layer_norm and layer_norm_gradient, dense rows, f32 and bf16. The equations stand in
// ops/layer_norm.cc.
//
// A row is read three times, out of the first-level cache but for the first: mean, squares around
// it, result. The gradients of gamma and beta are summed in groups of rows (row_groups.h) while the
// rows of dx are made.

#include "heddle/kernels/cpu/blocks.h"
#include "heddle/kernels/cpu/dense_cost.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/row_groups.h"
#include "heddle/ops/layer_norm.h"

#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "heddle/kernels/cpu/layer_norm_dense_simd.cc"
// The order of these matters.
// clang-format off
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "heddle/kernels/cpu/element_simd.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {
namespace {

template <class T>
void normalize_rows(const KernelArgs& args, const Block& block) {
  const auto x = args.operands[0].matrix<const T>();
  const auto* gamma = args.operands[1].values<const float>();
  const auto* beta = args.operands[2].values<const float>();
  const auto y = args.results[0].matrix<T>();
  const auto means = args.results[1].matrix<float>();
  const auto inverse_stds = args.results[2].matrix<float>();
  const auto eps = static_cast<float>(args.attributes->number("eps"));
  const auto cols = static_cast<size_t>(x.cols);
  const float share = cols == 0 ? 0 : 1 / static_cast<float>(cols);
  for (int64_t i = block.row_begin; i < block.row_end; ++i) {
    const float mean =
        share * sum_row([](FloatVec a) HEDDLE_SIMD_LAMBDA { return a; }, cols, x.row(i));
    const auto m = hn::Set(FloatTag(), mean);
    const float variance = share * sum_row(
                                       [=](FloatVec a) HEDDLE_SIMD_LAMBDA {
                                         const auto centred = hn::Sub(a, m);
                                         return hn::Mul(centred, centred);
                                       },
                                       cols, x.row(i));
    const float inverse_std = 1 / std::sqrt(variance + eps);
    const auto s = hn::Set(FloatTag(), inverse_std);
    map_row([=](FloatVec a, FloatVec scale, FloatVec shift)
                HEDDLE_SIMD_LAMBDA { return hn::MulAdd(scale, hn::Mul(hn::Sub(a, m), s), shift); },
            cols, y.row(i), x.row(i), gamma, beta);
    means.at(i, 0) = mean;
    inverse_stds.at(i, 0) = inverse_std;
  }
}

// n = (x - mean) * inverse_std and g = gamma * dy:
//   dx = s * (g - mean of g - n * mean of (g * n)),  d_gamma += dy * n,  d_beta += dy
template <class T>
void gradient_rows(const KernelArgs& args, const RowGroup& group, float* d_gamma, float* d_beta) {
  const auto x = args.operands[0].matrix<const T>();
  const auto* gamma = args.operands[1].values<const float>();
  const auto means = args.operands[2].matrix<const float>();
  const auto inverse_stds = args.operands[3].matrix<const float>();
  const auto dy = args.operands[4].matrix<const T>();
  const auto dx = args.results[0].matrix<T>();
  const auto cols = static_cast<size_t>(x.cols);
  const float share = cols == 0 ? 0 : 1 / static_cast<float>(cols);
  std::fill_n(d_gamma, cols, 0.0F);
  std::fill_n(d_beta, cols, 0.0F);
  for (int64_t i = group.row_begin; i < group.row_end; ++i) {
    const auto m = hn::Set(FloatTag(), means.at(i, 0));
    const auto s = hn::Set(FloatTag(), inverse_stds.at(i, 0));
    const auto normalized = [=](FloatVec a)
                                HEDDLE_SIMD_LAMBDA { return hn::Mul(hn::Sub(a, m), s); };
    const float mean_of_g = share * sum_row([](FloatVec d, FloatVec scale)
                                                HEDDLE_SIMD_LAMBDA { return hn::Mul(d, scale); },
                                            cols, dy.row(i), gamma);
    const float mean_of_gn =
        share *
        sum_row([=](FloatVec a, FloatVec d, FloatVec scale)
                    HEDDLE_SIMD_LAMBDA { return hn::Mul(hn::Mul(d, scale), normalized(a)); },
                cols, x.row(i), dy.row(i), gamma);
    map_row([=](FloatVec sum, FloatVec a, FloatVec d)
                HEDDLE_SIMD_LAMBDA { return hn::MulAdd(d, normalized(a), sum); },
            cols, d_gamma, d_gamma, x.row(i), dy.row(i));
    map_row([](FloatVec sum, FloatVec d) HEDDLE_SIMD_LAMBDA { return hn::Add(sum, d); }, cols,
            d_beta, d_beta, dy.row(i));
    const auto g_mean = hn::Set(FloatTag(), mean_of_g);
    const auto gn_mean = hn::Set(FloatTag(), mean_of_gn);
    map_row(
        [=](FloatVec a, FloatVec d, FloatVec scale) HEDDLE_SIMD_LAMBDA {
          const auto centred = hn::Sub(hn::Mul(d, scale), g_mean);
          return hn::Mul(s, hn::NegMulAdd(normalized(a), gn_mean, centred));
        },
        cols, dx.row(i), x.row(i), dy.row(i), gamma);
  }
}

void layer_norm_block(const KernelArgs& args, const Block& block) {
  args.results[0].dtype == DType::kBf16 ? normalize_rows<Bf16>(args, block)
                                        : normalize_rows<float>(args, block);
}

void layer_norm_gradient_group(const KernelArgs& args, const RowGroup& group, float* d_gamma,
                               float* d_beta) {
  args.results[0].dtype == DType::kBf16 ? gradient_rows<Bf16>(args, group, d_gamma, d_beta)
                                        : gradient_rows<float>(args, group, d_gamma, d_beta);
}

}  // namespace
}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heddle::cpu {
HWY_EXPORT(layer_norm_block);
HWY_EXPORT(layer_norm_gradient_group);
namespace {

Cost gradient_cost(const KernelQuery& query, const HardwareProfile& hardware) {
  Cost result = streaming_cost(query, hardware);
  result.workspace_bytes = GroupSums::bytes(2, query.operands[0].rows, query.operands[0].cols);
  return result;
}

void run(const KernelArgs& args) {
  for_each_row_block(args, [&](const Block& block) {
    HWY_DYNAMIC_DISPATCH(layer_norm_block)(args, block);
  });
}

void run_gradient(const KernelArgs& args) {
  const OperandView& x = args.operands[0];
  const GroupSums sums(args.workspace, x.rows, x.cols);
  for_each_row_group(args.threads, x.rows, [&](const RowGroup& group) {
    HWY_DYNAMIC_DISPATCH(layer_norm_gradient_group)
    (args, group, sums.of(0, group.index), sums.of(1, group.index));
  });
  sums.add_up(args.threads, 0, args.results[1].values<float>());
  sums.add_up(args.threads, 1, args.results[2].values<float>());
}

}  // namespace

const Kernel kLayerNormDense = {
    .name = "layer_norm_dense_cpu_simd",
    .op = &kLayerNorm,
    .supports = supports_f32_and_bf16,
    .cost = streaming_cost,
    .run = run,
    .may_overwrite = 0b1,
};

const Kernel kLayerNormGradientDense = {
    .name = "layer_norm_gradient_dense_cpu_groups",
    .op = &kLayerNormGradient,
    .supports = supports_f32_and_bf16,
    .cost = gradient_cost,
    .run = run_gradient,
    .may_overwrite = 0b10001,
};

}  // namespace heddle::cpu
#endif  // HWY_ONCE
