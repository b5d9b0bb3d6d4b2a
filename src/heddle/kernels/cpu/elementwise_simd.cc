// Element by element, f32 and bf16:  add, multiply, scale, cast, and the activations relu, elu and
// leaky_relu with their gradients (of y and dy).
//
// Memory is what they cost. f32 and bf16 are computed in f32 and rounded once.

#include "heddle/kernels/cpu/blocks.h"
#include "heddle/kernels/cpu/dense_cost.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/ops/add.h"
#include "heddle/ops/cast.h"
#include "heddle/ops/elu.h"
#include "heddle/ops/leaky_relu.h"
#include "heddle/ops/multiply.h"
#include "heddle/ops/relu.h"
#include "heddle/ops/scale.h"

#ifndef HEDDLE_KERNELS_CPU_ELEMENT_FUNCTION
#define HEDDLE_KERNELS_CPU_ELEMENT_FUNCTION
namespace heddle::cpu {
namespace {

enum class ElementFunction : uint8_t {
  kAdd,
  kMultiply,
  kScale,
  kCast,
  kRelu,
  kReluGradient,
  kElu,
  kEluGradient,
  kLeakyRelu,
  kLeakyReluGradient,
};

}  // namespace
}  // namespace heddle::cpu
#endif

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "heddle/kernels/cpu/elementwise_simd.cc"
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

HWY_INLINE FloatVec constant(double value) {
  return hn::Set(FloatTag(), static_cast<float>(value));
}

HWY_INLINE auto is_positive(FloatVec value) { return hn::Gt(value, hn::Zero(FloatTag())); }

template <class To, class From, class Function>
void map_unary(const KernelArgs& args, const Block& block, const Function& function) {
  const auto x = args.operands[0].matrix<const From>();
  const auto y = args.results[0].matrix<To>();
  for (int64_t row = block.row_begin; row < block.row_end; ++row) {
    map_row(function, static_cast<size_t>(block.cols()), y.row(row) + block.col_begin,
            x.row(row) + block.col_begin);
  }
}

template <class T, class Function>
void map_binary(const KernelArgs& args, const Block& block, const Function& function) {
  const auto a = args.operands[0].matrix<const T>();
  const auto b = args.operands[1].matrix<const T>();
  const auto y = args.results[0].matrix<T>();
  for (int64_t row = block.row_begin; row < block.row_end; ++row) {
    map_row(function, static_cast<size_t>(block.cols()), y.row(row) + block.col_begin,
            a.row(row) + block.col_begin, b.row(row) + block.col_begin);
  }
}

template <class Function>
void map1(const KernelArgs& args, const Block& block, const Function& function) {
  if (args.results[0].dtype == DType::kBf16) return map_unary<Bf16, Bf16>(args, block, function);
  map_unary<float, float>(args, block, function);
}

template <class Function>
void map2(const KernelArgs& args, const Block& block, const Function& function) {
  if (args.results[0].dtype == DType::kBf16) return map_binary<Bf16>(args, block, function);
  map_binary<float>(args, block, function);
}

void cast_block(const KernelArgs& args, const Block& block) {
  const auto same = [](FloatVec x) HEDDLE_SIMD_LAMBDA { return x; };
  const bool from_bf16 = args.operands[0].dtype == DType::kBf16;
  const bool to_bf16 = args.results[0].dtype == DType::kBf16;
  if (from_bf16) {
    to_bf16 ? map_unary<Bf16, Bf16>(args, block, same) : map_unary<float, Bf16>(args, block, same);
  } else {
    to_bf16 ? map_unary<Bf16, float>(args, block, same)
            : map_unary<float, float>(args, block, same);
  }
}

void scale_block(const KernelArgs& args, const Block& block) {
  const auto factor = constant(args.attributes->number("factor"));
  map1(args, block, [=](FloatVec x) HEDDLE_SIMD_LAMBDA { return hn::Mul(x, factor); });
}

void elu_block(const KernelArgs& args, const Block& block) {
  map1(args, block, [](FloatVec x) HEDDLE_SIMD_LAMBDA {
    const FloatTag tag;
    const auto negative = hn::Expm1(tag, hn::Min(x, hn::Zero(tag)));
    return hn::IfThenElse(is_positive(x), x, negative);
  });
}

void elu_gradient_block(const KernelArgs& args, const Block& block) {
  const auto one = constant(1);
  map2(args, block, [=](FloatVec y, FloatVec dy) HEDDLE_SIMD_LAMBDA {
    return hn::IfThenElse(is_positive(y), dy, hn::Mul(dy, hn::Add(y, one)));
  });
}

void leaky_relu_block(const KernelArgs& args, const Block& block) {
  const auto slope = constant(args.attributes->number("slope"));
  map1(args, block, [=](FloatVec x) HEDDLE_SIMD_LAMBDA {
    return hn::IfThenElse(is_positive(x), x, hn::Mul(x, slope));
  });
}

void leaky_relu_gradient_block(const KernelArgs& args, const Block& block) {
  const auto slope = constant(args.attributes->number("slope"));
  map2(args, block, [=](FloatVec y, FloatVec dy) HEDDLE_SIMD_LAMBDA {
    return hn::IfThenElse(is_positive(y), dy, hn::Mul(dy, slope));
  });
}

void element_block(ElementFunction function, const KernelArgs& args, const Block& block) {
  switch (function) {
    case ElementFunction::kAdd:
      return map2(args, block,
                  [](FloatVec a, FloatVec b) HEDDLE_SIMD_LAMBDA { return hn::Add(a, b); });
    case ElementFunction::kMultiply:
      return map2(args, block,
                  [](FloatVec a, FloatVec b) HEDDLE_SIMD_LAMBDA { return hn::Mul(a, b); });
    case ElementFunction::kScale:
      return scale_block(args, block);
    case ElementFunction::kCast:
      return cast_block(args, block);
    case ElementFunction::kRelu:
      return map1(args, block, [](FloatVec x) HEDDLE_SIMD_LAMBDA {
        return hn::IfThenElseZero(is_positive(x), x);
      });
    case ElementFunction::kReluGradient:
      return map2(args, block, [](FloatVec y, FloatVec dy) HEDDLE_SIMD_LAMBDA {
        return hn::IfThenElseZero(is_positive(y), dy);
      });
    case ElementFunction::kElu:
      return elu_block(args, block);
    case ElementFunction::kEluGradient:
      return elu_gradient_block(args, block);
    case ElementFunction::kLeakyRelu:
      return leaky_relu_block(args, block);
    case ElementFunction::kLeakyReluGradient:
      return leaky_relu_gradient_block(args, block);
  }
}

}  // namespace
}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heddle::cpu {
HWY_EXPORT(element_block);
namespace {

template <ElementFunction function>
void run(const KernelArgs& args) {
  for_each_element_block(args, [&](const Block& block) {
    HWY_DYNAMIC_DISPATCH(element_block)(function, args, block);
  });
}

template <ElementFunction function>
constexpr Kernel row(std::string_view name, const OpDef& op, uint32_t may_overwrite) {
  return {.name = name,
          .op = &op,
          .supports = supports_f32_and_bf16,
          .cost = streaming_cost,
          .run = run<function>,
          .may_overwrite = may_overwrite};
}

}  // namespace

const Kernel kAddDense = row<ElementFunction::kAdd>("add_dense_cpu_simd", heddle::kAdd, 0b11);
const Kernel kMultiplyDense =
    row<ElementFunction::kMultiply>("multiply_dense_cpu_simd", heddle::kMultiply, 0b11);
const Kernel kScaleDense =
    row<ElementFunction::kScale>("scale_dense_cpu_simd", heddle::kScale, 0b1);
const Kernel kCastDense = row<ElementFunction::kCast>("cast_dense_cpu_simd", heddle::kCast, 0);
const Kernel kReluDense = row<ElementFunction::kRelu>("relu_dense_cpu_simd", heddle::kRelu, 0b1);
const Kernel kReluGradientDense = row<ElementFunction::kReluGradient>(
    "relu_gradient_dense_cpu_simd", heddle::kReluGradient, 0b11);
const Kernel kEluDense = row<ElementFunction::kElu>("elu_dense_cpu_simd", heddle::kElu, 0b1);
const Kernel kEluGradientDense =
    row<ElementFunction::kEluGradient>("elu_gradient_dense_cpu_simd", heddle::kEluGradient, 0b11);
const Kernel kLeakyReluDense =
    row<ElementFunction::kLeakyRelu>("leaky_relu_dense_cpu_simd", heddle::kLeakyRelu, 0b1);
const Kernel kLeakyReluGradientDense = row<ElementFunction::kLeakyReluGradient>(
    "leaky_relu_gradient_dense_cpu_simd", heddle::kLeakyReluGradient, 0b11);

}  // namespace heddle::cpu
#endif  // HWY_ONCE
