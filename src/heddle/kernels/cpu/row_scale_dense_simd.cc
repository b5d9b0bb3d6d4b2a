// add_bias, row_scale and row_dot, dense rows, f32 and bf16:
//   y[i, :] = x[i, :] + bias
//   y[i, :] = s[i] * x[i, :]
//   y[i] = sum over c of a[i, c] * b[i, c], lane by lane, then over the lanes

#include "heddle/kernels/cpu/blocks.h"
#include "heddle/kernels/cpu/dense_cost.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/ops/add_bias.h"
#include "heddle/ops/row_scale.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "heddle/kernels/cpu/row_scale_dense_simd.cc"
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
void add_bias_rows(const KernelArgs& args, const Block& block) {
  const auto x = args.operands[0].matrix<const T>();
  const auto* bias = args.operands[1].values<const float>();
  const auto y = args.results[0].matrix<T>();
  const auto sum = [](FloatVec a, FloatVec b) HEDDLE_SIMD_LAMBDA { return hn::Add(a, b); };
  for (int64_t i = block.row_begin; i < block.row_end; ++i) {
    map_row(sum, static_cast<size_t>(y.cols), y.row(i), x.row(i), bias);
  }
}

template <class T>
void row_scale_rows(const KernelArgs& args, const Block& block) {
  const auto x = args.operands[0].matrix<const T>();
  const auto s = args.operands[1].matrix<const float>();
  const auto y = args.results[0].matrix<T>();
  for (int64_t i = block.row_begin; i < block.row_end; ++i) {
    const auto factor = hn::Set(FloatTag(), s.at(i, 0));
    map_row([=](FloatVec a) HEDDLE_SIMD_LAMBDA { return hn::Mul(a, factor); },
            static_cast<size_t>(y.cols), y.row(i), x.row(i));
  }
}

template <class T>
void row_dot_rows(const KernelArgs& args, const Block& block) {
  const auto a = args.operands[0].matrix<const T>();
  const auto b = args.operands[1].matrix<const T>();
  const auto y = args.results[0].matrix<float>();
  for (int64_t i = block.row_begin; i < block.row_end; ++i) {
    y.at(i, 0) = sum_row([](FloatVec u, FloatVec v) HEDDLE_SIMD_LAMBDA { return hn::Mul(u, v); },
                         static_cast<size_t>(a.cols), a.row(i), b.row(i));
  }
}

void add_bias_block(const KernelArgs& args, const Block& block) {
  args.operands[0].dtype == DType::kBf16 ? add_bias_rows<Bf16>(args, block)
                                         : add_bias_rows<float>(args, block);
}
void row_scale_block(const KernelArgs& args, const Block& block) {
  args.operands[0].dtype == DType::kBf16 ? row_scale_rows<Bf16>(args, block)
                                         : row_scale_rows<float>(args, block);
}
void row_dot_block(const KernelArgs& args, const Block& block) {
  args.operands[0].dtype == DType::kBf16 ? row_dot_rows<Bf16>(args, block)
                                         : row_dot_rows<float>(args, block);
}

}  // namespace
}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heddle::cpu {
HWY_EXPORT(add_bias_block);
HWY_EXPORT(row_scale_block);
HWY_EXPORT(row_dot_block);
namespace {

void run_add_bias(const KernelArgs& args) {
  for_each_row_block(args, [&](const Block& block) {
    HWY_DYNAMIC_DISPATCH(add_bias_block)(args, block);
  });
}
void run_row_scale(const KernelArgs& args) {
  for_each_row_block(args, [&](const Block& block) {
    HWY_DYNAMIC_DISPATCH(row_scale_block)(args, block);
  });
}
void run_row_dot(const KernelArgs& args) {
  for_each_row_block(args, [&](const Block& block) {
    HWY_DYNAMIC_DISPATCH(row_dot_block)(args, block);
  });
}

}  // namespace

const Kernel kAddBiasDense = {
    .name = "add_bias_dense_cpu_simd",
    .op = &kAddBias,
    .supports = supports_f32_and_bf16,
    .cost = streaming_cost,
    .run = run_add_bias,
    .may_overwrite = 0b1,
};

const Kernel kRowScaleDense = {
    .name = "row_scale_dense_cpu_simd",
    .op = &kRowScale,
    .supports = supports_f32_and_bf16,
    .cost = streaming_cost,
    .run = run_row_scale,
    .may_overwrite = 0b1,
};

const Kernel kRowDotDense = {
    .name = "row_dot_dense_cpu_simd",
    .op = &kRowDot,
    .supports = supports_f32_and_bf16,
    .cost = streaming_cost,
    .run = run_row_dot,
};

}  // namespace heddle::cpu
#endif  // HWY_ONCE
