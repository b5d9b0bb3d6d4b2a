// batch_norm, batch_norm_gradient and batch_norm_inference, dense rows, f32 and bf16. The equations
// stand in ops/batch_norm.cc.
//
// Statistics of a group of rows (row_groups.h) take two passes, mean first, the second one out of
// the cache; groups are merged in order by the update of Chan, Golub and LeVeque (1979) in double.
// So x comes from memory once for the statistics and once for y.

#include "heddle/kernels/cpu/blocks.h"
#include "heddle/kernels/cpu/dense_cost.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/row_groups.h"
#include "heddle/ops/batch_norm.h"

#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "heddle/kernels/cpu/batch_norm_dense_simd.cc"
// The order of these matters.
// clang-format off
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "heddle/kernels/cpu/element_simd.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {
namespace {

// sums[c] += sum of term(x[i, c], beside[c]) over the rows of a group, four rows at a time.
template <class T, class Term>
HWY_INLINE void add_rows(const MatrixView<const T>& x, const RowGroup& group, const float* beside,
                         float* sums, const Term& term) {
  const auto cols = static_cast<size_t>(x.cols);
  int64_t i = group.row_begin;
  for (; i + 4 <= group.row_end; i += 4) {
    map_row(
        [=](FloatVec sum, FloatVec m, FloatVec a, FloatVec b, FloatVec c, FloatVec d)
            HEDDLE_SIMD_LAMBDA {
              return hn::Add(
                  sum, hn::Add(hn::Add(term(a, m), term(b, m)), hn::Add(term(c, m), term(d, m))));
            },
        cols, sums, sums, beside, x.row(i), x.row(i + 1), x.row(i + 2), x.row(i + 3));
  }
  for (; i < group.row_end; ++i) {
    map_row([=](FloatVec sum, FloatVec m, FloatVec a)
                HEDDLE_SIMD_LAMBDA { return hn::Add(sum, term(a, m)); },
            cols, sums, sums, beside, x.row(i));
  }
}

// Mean of each column of a group, and the sum of squares around it.
template <class T>
void group_moments(const MatrixView<const T>& x, const RowGroup& group, float* mean,
                   float* squares) {
  const auto cols = static_cast<size_t>(x.cols);
  std::fill_n(mean, cols, 0.0F);
  std::fill_n(squares, cols, 0.0F);
  add_rows(x, group, mean, mean, [](FloatVec a, FloatVec) HEDDLE_SIMD_LAMBDA { return a; });
  const int64_t rows = std::max<int64_t>(1, group.row_end - group.row_begin);
  const auto share = hn::Set(FloatTag(), 1.0F / static_cast<float>(rows));
  map_row([=](FloatVec sum) HEDDLE_SIMD_LAMBDA { return hn::Mul(sum, share); }, cols, mean, mean);
  add_rows(x, group, mean, squares, [](FloatVec a, FloatVec m) HEDDLE_SIMD_LAMBDA {
    const auto centred = hn::Sub(a, m);
    return hn::Mul(centred, centred);
  });
}

template <class T>
void normalize_rows(const KernelArgs& args, const float* mean, const float* inverse_std,
                    const Block& block) {
  const auto x = args.operands[0].matrix<const T>();
  const auto* gamma = args.operands[1].values<const float>();
  const auto* beta = args.operands[2].values<const float>();
  const auto y = args.results[0].matrix<T>();
  for (int64_t i = block.row_begin; i < block.row_end; ++i) {
    map_row([](FloatVec a, FloatVec m, FloatVec s, FloatVec scale, FloatVec shift)
                HEDDLE_SIMD_LAMBDA { return hn::MulAdd(scale, hn::Mul(hn::Sub(a, m), s), shift); },
            static_cast<size_t>(y.cols), y.row(i), x.row(i), mean, inverse_std, gamma, beta);
  }
}

// Sums of dy * n and of dy, where n = (x - mean) * inverse_std.
template <class T>
void group_gradients(const KernelArgs& args, const RowGroup& group, float* d_gamma, float* d_beta) {
  const auto x = args.operands[0].matrix<const T>();
  const auto* mean = args.operands[2].values<const float>();
  const auto* inverse_std = args.operands[3].values<const float>();
  const auto dy = args.operands[4].matrix<const T>();
  const auto cols = static_cast<size_t>(x.cols);
  std::fill_n(d_gamma, cols, 0.0F);
  std::fill_n(d_beta, cols, 0.0F);
  for (int64_t i = group.row_begin; i < group.row_end; ++i) {
    map_row([](FloatVec sum, FloatVec a, FloatVec m, FloatVec s, FloatVec d)
                HEDDLE_SIMD_LAMBDA { return hn::MulAdd(d, hn::Mul(hn::Sub(a, m), s), sum); },
            cols, d_gamma, d_gamma, x.row(i), mean, inverse_std, dy.row(i));
    map_row([](FloatVec sum, FloatVec d) HEDDLE_SIMD_LAMBDA { return hn::Add(sum, d); }, cols,
            d_beta, d_beta, dy.row(i));
  }
}

// dx = gamma * s * (dy - d_beta / N - n * d_gamma / N)
template <class T>
void gradient_rows(const KernelArgs& args, const Block& block) {
  const auto x = args.operands[0].matrix<const T>();
  const auto* gamma = args.operands[1].values<const float>();
  const auto* mean = args.operands[2].values<const float>();
  const auto* inverse_std = args.operands[3].values<const float>();
  const auto dy = args.operands[4].matrix<const T>();
  const auto dx = args.results[0].matrix<T>();
  const auto* d_gamma = args.results[1].values<const float>();
  const auto* d_beta = args.results[2].values<const float>();
  const auto share = hn::Set(FloatTag(), 1.0F / static_cast<float>(x.rows));
  for (int64_t i = block.row_begin; i < block.row_end; ++i) {
    map_row(
        [=](FloatVec a, FloatVec d, FloatVec m, FloatVec s, FloatVec scale, FloatVec dg,
            FloatVec db) HEDDLE_SIMD_LAMBDA {
          const auto normalized = hn::Mul(hn::Sub(a, m), s);
          const auto mean_of_d = hn::Mul(share, hn::MulAdd(normalized, dg, db));
          return hn::Mul(hn::Mul(scale, s), hn::Sub(d, mean_of_d));
        },
        static_cast<size_t>(dx.cols), dx.row(i), x.row(i), dy.row(i), mean, inverse_std, gamma,
        d_gamma, d_beta);
  }
}

void batch_norm_moments(const KernelArgs& args, const RowGroup& group, float* mean,
                        float* squares) {
  const OperandView& x = args.operands[0];
  x.dtype == DType::kBf16 ? group_moments(x.matrix<const Bf16>(), group, mean, squares)
                          : group_moments(x.matrix<const float>(), group, mean, squares);
}

void batch_norm_rows(const KernelArgs& args, const float* mean, const float* inverse_std,
                     const Block& block) {
  args.results[0].dtype == DType::kBf16 ? normalize_rows<Bf16>(args, mean, inverse_std, block)
                                        : normalize_rows<float>(args, mean, inverse_std, block);
}

void batch_norm_gradient_sums(const KernelArgs& args, const RowGroup& group, float* d_gamma,
                              float* d_beta) {
  args.results[0].dtype == DType::kBf16 ? group_gradients<Bf16>(args, group, d_gamma, d_beta)
                                        : group_gradients<float>(args, group, d_gamma, d_beta);
}

void batch_norm_gradient_rows(const KernelArgs& args, const Block& block) {
  args.results[0].dtype == DType::kBf16 ? gradient_rows<Bf16>(args, block)
                                        : gradient_rows<float>(args, block);
}

}  // namespace
}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heddle::cpu {
HWY_EXPORT(batch_norm_moments);
HWY_EXPORT(batch_norm_rows);
HWY_EXPORT(batch_norm_gradient_sums);
HWY_EXPORT(batch_norm_gradient_rows);
namespace {

constexpr int64_t kColumnsPerTask = 64;

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Type& x = query.operands[0];
  Cost result = streaming_cost(query, hardware);
  result.seconds += static_cast<double>(x.bytes()) / hardware.sequential_bytes_per_second;
  result.workspace_bytes = GroupSums::bytes(2, x.rows, x.cols);
  return result;
}

Cost inference_cost(const KernelQuery& query, const HardwareProfile& hardware) {
  Cost result = streaming_cost(query, hardware);
  result.workspace_bytes = query.operands[0].cols * size_of(DType::kF32);
  return result;
}

void normalize(const KernelArgs& args, const float* mean, const float* inverse_std) {
  for_each_row_block(args, [&](const Block& block) {
    HWY_DYNAMIC_DISPATCH(batch_norm_rows)(args, mean, inverse_std, block);
  });
}

struct Moments {
  double mean = 0, variance = 0;
};

// Of one column, from those of its groups.
Moments merge_groups(const GroupSums& sums, int64_t rows, int64_t col) {
  double count = 0, mean = 0, squares = 0;
  for (int64_t g = 0; g < sums.groups; ++g) {
    const auto added = static_cast<double>(std::min(kRowsPerGroup, rows - g * kRowsPerGroup));
    const double total = count + added;
    const double delta = sums.of(0, g)[col] - mean;
    mean += delta * added / total;
    squares += sums.of(1, g)[col] + delta * delta * count * added / total;
    count = total;
  }
  return {mean, squares / count};
}

void finish_column(const KernelArgs& args, int64_t col, const Moments& batch) {
  const int64_t rows = args.operands[0].rows;
  const auto operand = [&](size_t i) { return args.operands[i].values<const float>()[col]; };
  const auto result = [&](size_t i) -> float& { return args.results[i].values<float>()[col]; };
  const double unbiased = batch.variance * static_cast<double>(rows) /
                          static_cast<double>(std::max<int64_t>(rows - 1, 1));
  const auto momentum = static_cast<float>(rows == 0 ? 0 : args.attributes->number("momentum"));
  result(1) = static_cast<float>(batch.mean);
  result(2) = static_cast<float>(1 / std::sqrt(batch.variance + args.attributes->number("eps")));
  result(3) = (1 - momentum) * operand(3) + momentum * static_cast<float>(batch.mean);
  result(4) = (1 - momentum) * operand(4) + momentum * static_cast<float>(unbiased);
}

void run(const KernelArgs& args) {
  const OperandView& x = args.operands[0];
  const GroupSums sums(args.workspace, x.rows, x.cols);
  for_each_row_group(args.threads, x.rows, [&](const RowGroup& group) {
    HWY_DYNAMIC_DISPATCH(batch_norm_moments)
    (args, group, sums.of(0, group.index), sums.of(1, group.index));
  });
  parallel_ranges(args.threads, x.cols, kColumnsPerTask, [&](int64_t begin, int64_t end) {
    for (int64_t col = begin; col < end; ++col) {
      finish_column(args, col, x.rows == 0 ? Moments() : merge_groups(sums, x.rows, col));
    }
  });
  normalize(args, args.results[1].values<const float>(), args.results[2].values<const float>());
}

void run_inference(const KernelArgs& args) {
  const auto eps = static_cast<float>(args.attributes->number("eps"));
  const auto* variance = args.operands[4].values<const float>();
  auto* inverse_std = reinterpret_cast<float*>(args.workspace);
  for (int64_t col = 0; col < args.operands[0].cols; ++col) {
    inverse_std[col] = 1 / std::sqrt(variance[col] + eps);
  }
  normalize(args, args.operands[3].values<const float>(), inverse_std);
}

void run_gradient(const KernelArgs& args) {
  const OperandView& x = args.operands[0];
  const GroupSums sums(args.workspace, x.rows, x.cols);
  for_each_row_group(args.threads, x.rows, [&](const RowGroup& group) {
    HWY_DYNAMIC_DISPATCH(batch_norm_gradient_sums)
    (args, group, sums.of(0, group.index), sums.of(1, group.index));
  });
  sums.add_up(args.threads, 0, args.results[1].values<float>());
  sums.add_up(args.threads, 1, args.results[2].values<float>());
  for_each_row_block(args, [&](const Block& block) {
    HWY_DYNAMIC_DISPATCH(batch_norm_gradient_rows)(args, block);
  });
}

}  // namespace

const Kernel kBatchNormDense = {
    .name = "batch_norm_dense_cpu_groups",
    .op = &kBatchNorm,
    .supports = supports_f32_and_bf16,
    .cost = cost,
    .run = run,
    .may_overwrite = overwrites(0, 0) | overwrites(3, 3) | overwrites(4, 4),
};

const Kernel kBatchNormGradientDense = {
    .name = "batch_norm_gradient_dense_cpu_groups",
    .op = &kBatchNormGradient,
    .supports = supports_f32_and_bf16,
    .cost = cost,
    .run = run_gradient,
    .may_overwrite = 0b10001,
};

const Kernel kBatchNormInferenceDense = {
    .name = "batch_norm_inference_dense_cpu_simd",
    .op = &kBatchNormInference,
    .supports = supports_f32_and_bf16,
    .cost = inference_cost,
    .run = run_inference,
    .may_overwrite = 0b1,
};

}  // namespace heddle::cpu
#endif  // HWY_ONCE
