// binary_cross_entropy and its gradient, dense rows, f32 and bf16, computed in f32; the sum over
// rows in double. The equations stand in ops/binary_cross_entropy.cc.

#include "heddle/kernels/cpu/blocks.h"
#include "heddle/kernels/cpu/dense_cost.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/loss_sums.h"
#include "heddle/ops/binary_cross_entropy.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "heddle/kernels/cpu/binary_cross_entropy_dense_simd.cc"
// The order of these matters.
// clang-format off
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "hwy/contrib/math/math-inl.h"
#include "heddle/kernels/cpu/element_simd.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {
namespace {

// exp(-|x|); Highway's Exp turns a NaN into 0.
HWY_INLINE FloatVec exp_of_minus_abs(FloatVec x) {
  const auto exponent = hn::Neg(hn::Abs(x));
  return hn::IfThenElse(hn::IsNaN(x), x, hn::Exp(FloatTag(), exponent));
}

// max(z, 0) - z t + log(1 + exp(-|z|))
HWY_INLINE FloatVec entropy(FloatVec z, FloatVec target) {
  const auto positive = hn::Max(z, hn::Zero(FloatTag()));
  const auto linear = hn::Sub(positive, hn::Mul(z, target));
  return hn::Add(linear, hn::Log1p(FloatTag(), exp_of_minus_abs(z)));
}

HWY_INLINE FloatVec sigmoid(FloatVec z) {
  const auto one = hn::Set(FloatTag(), 1.0F);
  const auto e = exp_of_minus_abs(z);
  const auto numerator = hn::IfThenElse(hn::Ge(z, hn::Zero(FloatTag())), one, e);
  return hn::Div(numerator, hn::Add(one, e));
}

template <class T>
double group_loss(const KernelArgs& args, const RowGroup& group) {
  const auto z = args.operands[0].matrix<const T>();
  const auto targets = args.operands[1].matrix<const float>();
  const auto weights = args.operands[2].matrix<const float>();
  double loss = 0;
  for (int64_t i = group.row_begin; i < group.row_end; ++i) {
    const float weight = weights.at(i, 0);
    if (weight == 0) continue;
    const float row =
        sum_row([](FloatVec x, FloatVec t) HEDDLE_SIMD_LAMBDA { return entropy(x, t); },
                static_cast<size_t>(z.cols), z.row(i), targets.row(i));
    loss += static_cast<double>(weight) * static_cast<double>(row);
  }
  return loss;
}

template <class T>
void gradient_rows(const KernelArgs& args, double share, const Block& block) {
  const auto z = args.operands[0].matrix<const T>();
  const auto targets = args.operands[1].matrix<const float>();
  const auto weights = args.operands[2].matrix<const float>();
  const auto dz = args.results[0].matrix<T>();
  for (int64_t i = block.row_begin; i < block.row_end; ++i) {
    const auto factor = static_cast<float>(share * static_cast<double>(weights.at(i, 0)));
    if (factor == 0) {
      std::fill_n(dz.row(i), dz.cols, T{});
      continue;
    }
    const auto scale = hn::Set(FloatTag(), factor);
    map_row([=](FloatVec x, FloatVec t)
                HEDDLE_SIMD_LAMBDA { return hn::Mul(scale, hn::Sub(sigmoid(x), t)); },
            static_cast<size_t>(z.cols), dz.row(i), z.row(i), targets.row(i));
  }
}

double binary_cross_entropy_group(const KernelArgs& args, const RowGroup& group) {
  return args.operands[0].dtype == DType::kBf16 ? group_loss<Bf16>(args, group)
                                                : group_loss<float>(args, group);
}

void binary_cross_entropy_gradient_block(const KernelArgs& args, double share, const Block& block) {
  args.results[0].dtype == DType::kBf16 ? gradient_rows<Bf16>(args, share, block)
                                        : gradient_rows<float>(args, share, block);
}

}  // namespace
}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heddle::cpu {
HWY_EXPORT(binary_cross_entropy_group);
HWY_EXPORT(binary_cross_entropy_gradient_block);
namespace {

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  constexpr double kOpsPerLogit = 60;  // an exponential and a logarithm or a division
  return loss_cost(query, hardware, kOpsPerLogit);
}

void run(const KernelArgs& args) {
  const OperandView& z = args.operands[0];
  const double loss = sum_over_groups(args, z.rows, [&](const RowGroup& group) {
    return HWY_DYNAMIC_DISPATCH(binary_cross_entropy_group)(args, group);
  });
  const double share = inverse_weight_sum(args) / static_cast<double>(z.cols);
  *args.results[0].values<float>() = static_cast<float>(loss * share);
}

void run_gradient(const KernelArgs& args) {
  const double share = d_loss_per_weight(args) / static_cast<double>(args.operands[0].cols);
  for_each_row_block(args, [&](const Block& block) {
    HWY_DYNAMIC_DISPATCH(binary_cross_entropy_gradient_block)(args, share, block);
  });
}

}  // namespace

const Kernel kBinaryCrossEntropyDense = {
    .name = "binary_cross_entropy_dense_cpu_groups",
    .op = &kBinaryCrossEntropy,
    .supports = supports_f32_and_bf16,
    .cost = cost,
    .run = run,
};

const Kernel kBinaryCrossEntropyGradientDense = {
    .name = "binary_cross_entropy_gradient_dense_cpu_simd",
    .op = &kBinaryCrossEntropyGradient,
    .supports = supports_f32_and_bf16,
    .cost = cost,
    .run = run_gradient,
    .may_overwrite = 0b1,
};

}  // namespace heddle::cpu
#endif  // HWY_ONCE
