// adam and sgd, f32. The equations stand in ops/adam.cc and ops/sgd.cc.
//
// The results of a block are made one after the other out of the second-level cache; the weight
// last, so it may take the memory of the old weight or of the gradient. Each step is rounded as in
// the reference kernels.

#include "heddle/kernels/adam_numbers.h"
#include "heddle/kernels/cpu/blocks.h"
#include "heddle/kernels/cpu/dense_cost.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/ops/adam.h"
#include "heddle/ops/sgd.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "heddle/kernels/cpu/optimizer_dense_simd.cc"
// The order of these matters.
// clang-format off
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "heddle/kernels/cpu/element_simd.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {
namespace {

HWY_INLINE FloatVec all_lanes(float value) { return hn::Set(FloatTag(), value); }

const float* operand_row(const KernelArgs& args, size_t operand, const Block& block, int64_t row) {
  return args.operands[operand].matrix<const float>().row(row) + block.col_begin;
}
float* result_row(const KernelArgs& args, size_t result, const Block& block, int64_t row) {
  return args.results[result].matrix<float>().row(row) + block.col_begin;
}

void adam_block(const KernelArgs& args, const AdamNumbers<float>& numbers, const Block& block) {
  const auto beta1 = all_lanes(numbers.beta1), rest1 = all_lanes(numbers.rest1);
  const auto beta2 = all_lanes(numbers.beta2), rest2 = all_lanes(numbers.rest2);
  const auto decay = all_lanes(numbers.coupled_decay), kept = all_lanes(numbers.kept_weight);
  const auto step = all_lanes(numbers.step_size), eps = all_lanes(numbers.eps);
  const auto correction2 = all_lanes(numbers.correction2);
  const auto gradient_of = [=](FloatVec weight, FloatVec gradient) HEDDLE_SIMD_LAMBDA {
    return hn::Add(gradient, hn::Mul(decay, weight));
  };
  const auto cols = static_cast<size_t>(block.cols());
  for (int64_t row = block.row_begin; row < block.row_end; ++row) {
    const float* w = operand_row(args, 0, block, row);
    const float* g = operand_row(args, 1, block, row);
    float* new_m = result_row(args, 1, block, row);
    float* new_v = result_row(args, 2, block, row);
    map_row(
        [=](FloatVec weight, FloatVec gradient, FloatVec moment) HEDDLE_SIMD_LAMBDA {
          const auto change = hn::Mul(rest1, gradient_of(weight, gradient));
          return hn::Add(hn::Mul(beta1, moment), change);
        },
        cols, new_m, w, g, operand_row(args, 2, block, row));
    map_row(
        [=](FloatVec weight, FloatVec gradient, FloatVec square) HEDDLE_SIMD_LAMBDA {
          const auto full = gradient_of(weight, gradient);
          return hn::Add(hn::Mul(beta2, square), hn::Mul(hn::Mul(rest2, full), full));
        },
        cols, new_v, w, g, operand_row(args, 3, block, row));
    map_row(
        [=](FloatVec weight, FloatVec moment, FloatVec square) HEDDLE_SIMD_LAMBDA {
          const auto length = hn::Add(hn::Div(hn::Sqrt(square), correction2), eps);
          return hn::Sub(hn::Mul(kept, weight), hn::Div(hn::Mul(step, moment), length));
        },
        cols, result_row(args, 0, block, row), w, new_m, new_v);
  }
}

void sgd_block(const KernelArgs& args, const Block& block) {
  const auto rate = all_lanes(*args.operands[3].values<const float>());
  const auto momentum = all_lanes(static_cast<float>(args.attributes->number("momentum")));
  const auto decay = all_lanes(static_cast<float>(args.attributes->number("weight_decay")));
  const auto cols = static_cast<size_t>(block.cols());
  for (int64_t row = block.row_begin; row < block.row_end; ++row) {
    const float* w = operand_row(args, 0, block, row);
    float* new_velocity = result_row(args, 1, block, row);
    map_row(
        [=](FloatVec weight, FloatVec gradient, FloatVec speed) HEDDLE_SIMD_LAMBDA {
          return hn::Add(hn::Mul(momentum, speed), hn::Add(gradient, hn::Mul(decay, weight)));
        },
        cols, new_velocity, w, operand_row(args, 1, block, row), operand_row(args, 2, block, row));
    map_row([=](FloatVec weight, FloatVec speed)
                HEDDLE_SIMD_LAMBDA { return hn::Sub(weight, hn::Mul(rate, speed)); },
            cols, result_row(args, 0, block, row), w, new_velocity);
  }
}

}  // namespace
}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heddle::cpu {
HWY_EXPORT(adam_block);
HWY_EXPORT(sgd_block);
namespace {

// Like for_each_element_block, but step and learning rate are no matrices of that shape.
template <class Body>
void for_each_weight_block(const KernelArgs& args, size_t matrices, const Body& body) {
  KernelArgs weights = args;
  weights.operands = args.operands.first(matrices);
  for_each_element_block(weights, body);
}

void run_adam(const KernelArgs& args) {
  const AdamNumbers<float> numbers(args);
  for_each_weight_block(args, 4, [&](const Block& block) {
    HWY_DYNAMIC_DISPATCH(adam_block)(args, numbers, block);
  });
}

void run_sgd(const KernelArgs& args) {
  for_each_weight_block(args, 3, [&](const Block& block) {
    HWY_DYNAMIC_DISPATCH(sgd_block)(args, block);
  });
}

}  // namespace

const Kernel kAdamDense = {
    .name = "adam_dense_cpu_simd",
    .op = &kAdam,
    .supports = supports_f32_and_bf16,
    .cost = streaming_cost,
    .run = run_adam,
    .may_overwrite = overwrites(0, 0) | overwrites(0, 1) | overwrites(1, 2) | overwrites(2, 3),
};

const Kernel kSgdDense = {
    .name = "sgd_dense_cpu_simd",
    .op = &kSgd,
    .supports = supports_f32_and_bf16,
    .cost = streaming_cost,
    .run = run_sgd,
    .may_overwrite = overwrites(0, 0) | overwrites(0, 1) | overwrites(1, 2),
};

}  // namespace heddle::cpu
#endif  // HWY_ONCE
