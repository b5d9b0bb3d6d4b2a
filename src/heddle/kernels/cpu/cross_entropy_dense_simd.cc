// cross_entropy and cross_entropy_gradient, dense rows, f32 and bf16, computed in f32; the sum over
// rows in double. The equations stand in ops/cross_entropy.cc.
//
// Rows of weight 0 cost nothing but a zero row of the gradient.

#include "heddle/kernels/cpu/blocks.h"
#include "heddle/kernels/cpu/dense_cost.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/loss_sums.h"
#include "heddle/ops/cross_entropy.h"

#include <cmath>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "heddle/kernels/cpu/cross_entropy_dense_simd.cc"
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

template <class T>
float largest_of(const T* row, size_t cols) {
  const auto lowest = hn::Set(FloatTag(), -std::numeric_limits<float>::infinity());
  auto largest = lowest;
  for (size_t c = 0; c < cols; c += kLanes) {
    const size_t count = std::min(kLanes, cols - c);
    const auto inside = hn::FirstN(FloatTag(), count);
    largest = hn::Max(largest, hn::IfThenElse(inside, load_floats(row + c, count), lowest));
  }
  return hn::GetLane(hn::MaxOfLanes(FloatTag(), largest));
}

// exp(x - shift); Highway's Exp turns a NaN into 0.
HWY_INLINE FloatVec shifted_exp(FloatVec x, FloatVec shift) {
  const auto difference = hn::Sub(x, shift);
  return hn::IfThenElse(hn::IsNaN(difference), difference, hn::Exp(FloatTag(), difference));
}

// log of the sum of exp(row[c]).
template <class T>
float log_sum_exp(const T* row, size_t cols) {
  const float largest = largest_of(row, cols);
  const auto shift = hn::Set(FloatTag(), largest);
  const float sum =
      sum_row([=](FloatVec x) HEDDLE_SIMD_LAMBDA { return shifted_exp(x, shift); }, cols, row);
  return largest + std::log(sum);
}

template <class T>
double group_loss(const KernelArgs& args, const RowGroup& group) {
  const auto z = args.operands[0].matrix<const T>();
  const auto labels = args.operands[1].matrix<const int32_t>();
  const auto weights = args.operands[2].matrix<const float>();
  double loss = 0;
  for (int64_t i = group.row_begin; i < group.row_end; ++i) {
    const float weight = weights.at(i, 0);
    if (weight == 0) continue;
    const int32_t label = labels.at(i, 0);
    const float logit = label >= 0 && label < z.cols ? static_cast<float>(z.at(i, label))
                                                     : std::numeric_limits<float>::quiet_NaN();
    const float log_sum = log_sum_exp(z.row(i), static_cast<size_t>(z.cols));
    loss += static_cast<double>(weight) * (static_cast<double>(log_sum) - logit);
  }
  return loss;
}

template <class T>
void gradient_rows(const KernelArgs& args, double share, const Block& block) {
  const auto z = args.operands[0].matrix<const T>();
  const auto labels = args.operands[1].matrix<const int32_t>();
  const auto weights = args.operands[2].matrix<const float>();
  const auto dz = args.results[0].matrix<T>();
  const auto cols = static_cast<size_t>(z.cols);
  for (int64_t i = block.row_begin; i < block.row_end; ++i) {
    const auto factor = static_cast<float>(share * static_cast<double>(weights.at(i, 0)));
    if (factor == 0) {
      std::fill_n(dz.row(i), cols, T{});
      continue;
    }
    const int32_t label = labels.at(i, 0);
    const bool inside = label >= 0 && label < z.cols;
    const float logit = inside ? static_cast<float>(z.at(i, label)) : 0;
    const float log_sum = log_sum_exp(z.row(i), cols);
    const auto shift = hn::Set(FloatTag(), log_sum);
    const auto scale = hn::Set(FloatTag(), factor);
    map_row([=](FloatVec x) HEDDLE_SIMD_LAMBDA { return hn::Mul(scale, shifted_exp(x, shift)); },
            cols, dz.row(i), z.row(i));
    if (inside) dz.at(i, label) = static_cast<T>(factor * std::expm1(logit - log_sum));
  }
}

double cross_entropy_group(const KernelArgs& args, const RowGroup& group) {
  return args.operands[0].dtype == DType::kBf16 ? group_loss<Bf16>(args, group)
                                                : group_loss<float>(args, group);
}

void cross_entropy_gradient_block(const KernelArgs& args, double share, const Block& block) {
  args.results[0].dtype == DType::kBf16 ? gradient_rows<Bf16>(args, share, block)
                                        : gradient_rows<float>(args, share, block);
}

}  // namespace
}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heddle::cpu {
HWY_EXPORT(cross_entropy_group);
HWY_EXPORT(cross_entropy_gradient_block);
namespace {

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  constexpr double kOpsPerLogit = 50;  // two exponentials
  return loss_cost(query, hardware, kOpsPerLogit);
}

void run(const KernelArgs& args) {
  const double loss = sum_over_groups(args, args.operands[0].rows, [&](const RowGroup& group) {
    return HWY_DYNAMIC_DISPATCH(cross_entropy_group)(args, group);
  });
  *args.results[0].values<float>() = static_cast<float>(loss * inverse_weight_sum(args));
}

void run_gradient(const KernelArgs& args) {
  const double share = d_loss_per_weight(args);
  for_each_row_block(args, [&](const Block& block) {
    HWY_DYNAMIC_DISPATCH(cross_entropy_gradient_block)(args, share, block);
  });
}

}  // namespace

const Kernel kCrossEntropyDense = {
    .name = "cross_entropy_dense_cpu_groups",
    .op = &kCrossEntropy,
    .supports = supports_f32_and_bf16,
    .cost = cost,
    .run = run,
};

const Kernel kCrossEntropyGradientDense = {
    .name = "cross_entropy_gradient_dense_cpu_simd",
    .op = &kCrossEntropyGradient,
    .supports = supports_f32_and_bf16,
    .cost = cost,
    .run = run_gradient,
    .may_overwrite = 0b1,
};

}  // namespace heddle::cpu
#endif  // HWY_ONCE
