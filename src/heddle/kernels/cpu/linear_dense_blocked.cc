// linear, dense rows, without libraries:  y = x w (+ bias, addend, activation), f32 and bf16.
//
// w is packed once into f32 tiles of kTileColumns columns. A block of kBlockRows rows times one
// tile stays in registers over the whole inner dimension; its loops have constant bounds, which any
// compiler turns into vectors of the baseline instruction set.
//
// For machines that have neither oneDNN nor anything better: a quarter of its speed at most.

#include "heddle/base/parallel.h"
#include "heddle/kernels/cpu/dense_cost.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/ops/activation.h"
#include "heddle/ops/linear.h"

#include <algorithm>
#include <cmath>

namespace heddle::cpu {
namespace {

constexpr int64_t kTileColumns = 8, kBlockRows = 4, kRowsPerTask = 64;
constexpr double kShareOfPeak = 0.1;

int64_t tile_count(int64_t cols) { return (cols + kTileColumns - 1) / kTileColumns; }

// packed[tile][d][kTileColumns], 0 behind the last column.
template <class T>
void pack_tile(const KernelArgs& args, int64_t inner, int64_t cols, int64_t tile, float* packed) {
  const auto w = args.operands[1].matrix<const T>();
  const bool transposed = args.attributes->flag("transpose_w");
  const int64_t first = tile * kTileColumns, count = std::min(kTileColumns, cols - first);
  for (int64_t d = 0; d < inner; ++d) {
    float* to = packed + d * kTileColumns;
    std::fill_n(to, kTileColumns, 0.0F);
    for (int64_t k = 0; k < count; ++k) {
      to[k] = static_cast<float>(transposed ? w.at(first + k, d) : w.at(d, first + k));
    }
  }
}

struct Epilogue {
  const float* bias;
  Activation activation;

  float operator()(float sum, float addend, int64_t col) const {
    const float value = (bias == nullptr ? sum : sum + bias[col]) + addend;
    if (activation == Activation::kNone || value > 0) return value;
    return activation == Activation::kRelu ? 0 : std::expm1(value);
  }
};

template <class T>
void multiply_block(const MatrixView<const T>& x, const float* packed, int64_t row, int64_t rows,
                    float (&sums)[kBlockRows][kTileColumns]) {
  const T* from[kBlockRows];  // rows behind the end repeat the last one
  for (int64_t i = 0; i < kBlockRows; ++i) from[i] = x.row(row + std::min(i, rows - 1));
  for (auto& sum : sums) std::fill_n(sum, kTileColumns, 0.0F);
  for (int64_t d = 0; d < x.cols; ++d) {
    for (int64_t i = 0; i < kBlockRows; ++i) {
      const auto value = static_cast<float>(from[i][d]);
      for (int64_t k = 0; k < kTileColumns; ++k) {
        sums[i][k] += value * packed[d * kTileColumns + k];
      }
    }
  }
}

template <class T>
void multiply_rows(const KernelArgs& args, const Epilogue& epilogue, int64_t begin, int64_t end) {
  const auto x = args.operands[0].matrix<const T>();
  const auto y = args.results[0].matrix<T>();
  const auto addend = args.operands[3].matrix<const T>();
  const auto* packed = reinterpret_cast<const float*>(args.workspace);
  float sums[kBlockRows][kTileColumns];
  for (int64_t tile = 0; tile < tile_count(y.cols); ++tile) {
    const int64_t first = tile * kTileColumns, count = std::min(kTileColumns, y.cols - first);
    for (int64_t row = begin; row < end; row += kBlockRows) {
      const int64_t rows = std::min(kBlockRows, end - row);
      multiply_block(x, packed + tile * x.cols * kTileColumns, row, rows, sums);
      for (int64_t i = 0; i < rows; ++i) {
        for (int64_t k = 0; k < count; ++k) {
          const auto added =
              addend.data == nullptr ? 0.0F : static_cast<float>(addend.at(row + i, first + k));
          y.at(row + i, first + k) = static_cast<T>(epilogue(sums[i][k], added, first + k));
        }
      }
    }
  }
}

Support supports(const KernelQuery& query) {
  if (!query.operands[0].is_dense()) return no("x is not dense");
  if (query.results[0].dtype == DType::kF64) return no("rows are f64");
  return yes();
}

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const int64_t packed = query.operands[0].cols * tile_count(query.results[0].cols) * kTileColumns;
  return {.seconds = dense_seconds(query, hardware, kShareOfPeak * hardware.f32_flops),
          .workspace_bytes = packed * size_of(DType::kF32)};
}

template <class T>
void run_typed(const KernelArgs& args) {
  const int64_t inner = args.operands[0].cols;
  const OperandView& y = args.results[0];
  auto* packed = reinterpret_cast<float*>(args.workspace);
  parallel_for(args.threads, tile_count(y.cols), [&](int64_t tile) {
    pack_tile<T>(args, inner, y.cols, tile, packed + tile * inner * kTileColumns);
  });
  const Epilogue epilogue = {args.operands[2].values<const float>(),
                             activation_of(*args.attributes)};
  parallel_ranges(args.threads, y.rows, kRowsPerTask, [&](int64_t begin, int64_t end) {
    multiply_rows<T>(args, epilogue, begin, end);
  });
}

void run(const KernelArgs& args) {
  args.results[0].dtype == DType::kBf16 ? run_typed<Bf16>(args) : run_typed<float>(args);
}

}  // namespace

const Kernel kLinearDenseBlocked = {
    .name = "linear_dense_cpu_blocked",
    .op = &kLinear,
    .supports = supports,
    .cost = cost,
    .run = run,
    .may_overwrite = overwrites(0, 3),
};

}  // namespace heddle::cpu
