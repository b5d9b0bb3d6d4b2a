// quantize, CPU, f32 and bf16:  codes[i, c] = round(x[i, c] / s), s = max |x| / largest code
//
// One scale per row: a row is read for its largest magnitude and again, out of the first-level
// cache, for its codes. One for all rows: blocks of rows find theirs first, and x is read twice.
// Magnitudes are compared as integers, in whose order infinity and NaN come last.
//
// Weak with 4 and 2 bits, which are packed one by one, and where it rounds at random: a number of
// the stream takes about ten times as long as a code.

#include "heddle/kernels/code_bits.h"
#include "heddle/kernels/cpu/blocks.h"
#include "heddle/kernels/cpu/dense_cost.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/ops/quantize.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "heddle/kernels/cpu/quantize_dense_simd.cc"
// The order of these matters.
// clang-format off
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "heddle/kernels/cpu/element_simd.h"
#include "heddle/kernels/cpu/philox_simd.h"
// clang-format on

#ifndef HEDDLE_KERNELS_CPU_QUANTIZE_CALL
#define HEDDLE_KERNELS_CPU_QUANTIZE_CALL
namespace heddle::cpu {
namespace {

// What all blocks of one run share.
struct QuantizeCall {
  OperandView x;
  MatrixView<int8_t> codes;
  MatrixView<float> scales;
  CodeBits bits;
  bool per_row, stochastic;
  RandomStream random;
};

// From the bits of the largest magnitude; NaN where that is not finite.
inline float code_scale(int32_t magnitude_bits, int64_t bits) {
  const auto magnitude = std::bit_cast<float>(magnitude_bits);
  if (!std::isfinite(magnitude)) return std::numeric_limits<float>::quiet_NaN();
  const float scale = magnitude / static_cast<float>(largest_code(bits));
  return std::isnormal(scale) ? scale : 0.0F;
}

}  // namespace
}  // namespace heddle::cpu
#endif

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {
namespace {

using IntegerTag = hn::Rebind<int32_t, FloatTag>;
using IntegerVec = hn::Vec<IntegerTag>;

template <class T>
int32_t largest_magnitude(const T* x, size_t count) {
  const IntegerTag tag;
  const auto magnitude = [=](FloatVec value) HEDDLE_SIMD_LAMBDA {
    return hn::And(hn::BitCast(tag, value), hn::Set(tag, 0x7fffffff));
  };
  auto most = hn::Zero(tag);
  size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) most = hn::Max(most, magnitude(load_floats(x + i)));
  if (i < count) most = hn::Max(most, magnitude(load_floats(x + i, count - i)));
  return hn::GetLane(hn::MaxOfLanes(tag, most));
}

// Codes of one row.
class RowCodes {
 public:
  RowCodes(const QuantizeCall& call, int64_t bits, float scale)
      : call_(call),
        bits_(bits),
        inverse_(1.0F / scale),
        most_(static_cast<int32_t>(largest_code(bits))) {}

  template <class T>
  void write(const T* x, int64_t row_id, size_t count, int8_t* to) const {
    constexpr size_t kBoth = 2 * kLanes;
    size_t i = 0;
    for (; i + kBoth <= count; i += kBoth) {
      store(codes(load_floats(x + i), load_floats(x + i + kLanes), row_id, i), i, kBoth, to);
    }
    if (i == count) return;
    const size_t low = std::min(kLanes, count - i);
    const size_t high = count - i - low;
    const FloatVec last = high == 0 ? hn::Zero(FloatTag()) : load_floats(x + i + kLanes, high);
    store(codes(load_floats(x + i, low), last, row_id, i), i, count - i, to);
  }

 private:
  struct Pair {
    IntegerVec low, high;
  };

  HWY_INLINE Pair codes(FloatVec low, FloatVec high, int64_t row_id, size_t column) const {
    const auto inverse = hn::Set(FloatTag(), inverse_);
    low = hn::Mul(low, inverse);
    high = hn::Mul(high, inverse);
    if (!call_.stochastic) return {limited(hn::Round(low)), limited(hn::Round(high))};
    const ColumnWords words = column_words(call_.random, row_id, static_cast<int64_t>(column));
    return {limited(rounded(low, words.low)), limited(rounded(high, words.high))};
  }

  // Up with the probability of the fraction: no sum of the two, which would be rounded itself.
  HWY_INLINE FloatVec rounded(FloatVec value, hn::Vec<WordTag> words) const {
    const FloatVec below = hn::Floor(value);
    const auto up = hn::Lt(uniform(words), hn::Sub(value, below));
    return hn::Add(below, hn::IfThenElseZero(up, hn::Set(FloatTag(), 1.0F)));
  }

  HWY_INLINE FloatVec uniform(hn::Vec<WordTag> words) const {
    const auto integers = hn::BitCast(IntegerTag(), hn::ShiftRight<8>(words));
    return hn::Mul(hn::ConvertTo(FloatTag(), integers), hn::Set(FloatTag(), 0x1.0p-24F));
  }

  HWY_INLINE IntegerVec limited(FloatVec code) const {
    const auto most = hn::Set(FloatTag(), static_cast<float>(most_));
    return hn::ConvertTo(IntegerTag(), hn::Min(hn::Max(code, hn::Neg(most)), most));
  }

  HWY_INLINE void store(const Pair& codes, size_t column, size_t count, int8_t* to) const {
    const hn::Rebind<int8_t, FloatTag> tag;
    HWY_ALIGN int8_t bytes[2 * kLanes];
    const bool whole = bits_ > 4 && count == 2 * kLanes;
    int8_t* place = whole ? to + column : bytes;
    hn::StoreU(hn::DemoteTo(tag, codes.low), tag, place);
    hn::StoreU(hn::DemoteTo(tag, codes.high), tag, place + kLanes);
    if (whole) return;
    for (size_t k = 0; k < count; ++k) {
      store_code(to, static_cast<int64_t>(column + k), bits_, bytes[k]);
    }
  }

  const QuantizeCall& call_;
  int64_t bits_;
  float inverse_;
  int32_t most_;
};

template <class T>
void quantize_rows_of(const QuantizeCall& call, const Block& block) {
  const auto x = call.x.matrix<const T>();
  const auto cols = static_cast<size_t>(x.cols);
  for (int64_t i = block.row_begin; i < block.row_end; ++i) {
    const int64_t bits = call.bits.of(i);
    int8_t* codes = call.codes.row(i);
    float& scale = call.scales.at(call.per_row ? i : 0, 0);
    if (call.per_row) scale = code_scale(largest_magnitude(x.row(i), cols), bits);
    if (!(scale > 0) || bits <= 4) std::fill_n(codes, call.codes.cols, int8_t{0});
    if (scale > 0) RowCodes(call, bits, scale).write(x.row(i), call.x.row_id(i), cols, codes);
  }
}

template <class T>
int32_t block_magnitude_of(const QuantizeCall& call, const Block& block) {
  const auto x = call.x.matrix<const T>();
  int32_t most = 0;
  for (int64_t i = block.row_begin; i < block.row_end; ++i) {
    most = std::max(most, largest_magnitude(x.row(i), static_cast<size_t>(x.cols)));
  }
  return most;
}

void quantize_rows(const QuantizeCall& call, const Block& block) {
  call.x.dtype == DType::kBf16 ? quantize_rows_of<Bf16>(call, block)
                               : quantize_rows_of<float>(call, block);
}

int32_t block_magnitude(const QuantizeCall& call, const Block& block) {
  return call.x.dtype == DType::kBf16 ? block_magnitude_of<Bf16>(call, block)
                                      : block_magnitude_of<float>(call, block);
}

}  // namespace
}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heddle::cpu {
HWY_EXPORT(quantize_rows);
HWY_EXPORT(block_magnitude);
namespace {

constexpr double kOpsPerCode = 6, kOpsPerRandomCode = 60;

// Magnitudes of parts of the rows wait in the workspace.
constexpr int64_t kParts = 64;

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const bool per_row = query.attributes.text("per") == "row";
  const Type& x = query.operands[0];
  const double again = per_row ? 0 : static_cast<double>(x.bytes());
  const double ops = query.attributes.flag("stochastic") ? kOpsPerRandomCode : kOpsPerCode;
  return {.seconds = std::max((query.work().bytes + again) / hardware.sequential_bytes_per_second,
                              ops * static_cast<double>(x.elements()) / hardware.f32_flops) +
                     hardware.seconds_per_launch,
          .workspace_bytes = per_row ? 0 : kParts * size_of(DType::kI32)};
}

float tensor_scale(const KernelArgs& args, const QuantizeCall& call) {
  auto* parts = reinterpret_cast<int32_t*>(args.workspace);
  const int64_t rows = call.x.rows;
  parallel_for(args.threads, kParts, [&](int64_t i) {
    const Block part = {rows * i / kParts, rows * (i + 1) / kParts, 0, call.x.cols};
    parts[i] = HWY_DYNAMIC_DISPATCH(block_magnitude)(call, part);
  });
  return code_scale(*std::max_element(parts, parts + kParts), args.results[0].bits);
}

void run(const KernelArgs& args) {
  const QuantizeCall call = {.x = args.operands[0],
                             .codes = args.results[0].matrix<int8_t>(),
                             .scales = args.results[1].matrix<float>(),
                             .bits = {args.results[0], args.operands[1]},
                             .per_row = args.attributes->text("per") == "row",
                             .stochastic = args.attributes->flag("stochastic"),
                             .random = args.random_stream()};
  if (!call.per_row) call.scales.at(0, 0) = tensor_scale(args, call);
  for_each_row_block(args.threads, call.x.rows, call.x.cols, [&](const Block& block) {
    HWY_DYNAMIC_DISPATCH(quantize_rows)(call, block);
  });
}

}  // namespace

const Kernel kQuantizeDense = {
    .name = "quantize_dense_cpu_simd",
    .op = &kQuantize,
    .supports = supports_f32_and_bf16,
    .cost = cost,
    .run = run,
};

}  // namespace heddle::cpu
#endif  // HWY_ONCE
