// maxk of rows of up to 256 columns, not cut into groups, f32 and bf16.
//
// Bisection as in maxk_dense_cpu_bisection, with all keys of a row in registers: a step is one
// comparison per 16 columns, whose bits are counted. The columns that are kept are a bit each in
// the end, by which values and columns are compressed.
//
// Weak where numbers are of very different size: then it takes up to 44 steps instead of six to
// nine.

#include "heddle/base/bf16.h"
#include "heddle/kernels/cpu/avx512.h"
#include "heddle/kernels/cpu/bisection.h"
#include "heddle/kernels/cpu/blocks.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/maxk_cost.h"
#include "heddle/kernels/cpu/simd_support.h"
#include "heddle/ops/maxk.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>

namespace heddle::cpu {
namespace {

constexpr int kKeyLanes = 16;
constexpr int kMaxKeyVectors = 16;
constexpr int kWords = 4;           // of 64 columns
constexpr int kVectorsPerWord = 4;  // of keys

// A bit per column.
struct Chosen {
  uint64_t words[kWords] = {};

  int count() const {
    int count = 0;
    for (const uint64_t word : words) count += std::popcount(word);
    return count;
  }
};

}  // namespace

HEDDLE_AVX512_BEGIN
namespace {

inline __mmask16 first_lanes(int64_t count) {
  return static_cast<__mmask16>(count >= kKeyLanes ? 0xffff : (1U << count) - 1);
}

inline __m512 load_row(const float* row, __mmask16 lanes) {
  return _mm512_maskz_loadu_ps(lanes, row);
}
inline __m512 load_row(const Bf16* row, __mmask16 lanes) {
  const __m512i words = _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(lanes, row));
  return _mm512_castsi512_ps(_mm512_slli_epi32(words, 16));
}

inline void store_kept(__m512 values, float* to) { _mm512_storeu_ps(to, values); }
// The numbers were bf16.
inline void store_kept(__m512 values, Bf16* to) {
  const __m512i words = _mm512_srli_epi32(_mm512_castps_si512(values), 16);
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), _mm512_cvtepi32_epi16(words));
}

// See ordered_keys_simd.h.
inline __m512i key_of(__m512 value) {
  const __m512i bits = _mm512_castps_si512(_mm512_add_ps(value, _mm512_setzero_ps()));
  const __m512i sign = _mm512_srai_epi32(bits, 31);
  const __m512i key = _mm512_xor_si512(bits, _mm512_and_si512(sign, _mm512_set1_epi32(0x7fffffff)));
  const __mmask16 is_nan = _mm512_cmp_ps_mask(value, value, _CMP_UNORD_Q);
  return _mm512_mask_mov_epi32(key, is_nan, _mm512_set1_epi32(kLowestKey + 1));
}

// The keys of a row of up to 16 columns for each of the `vectors`.
template <int vectors>
class RegisterKeys {
 public:
  template <class T>
  RegisterKeys(const T* row, int64_t cols) {
    __m512i low = _mm512_set1_epi32(std::numeric_limits<int32_t>::max());
    __m512i high = _mm512_set1_epi32(kLowestKey);
#pragma GCC unroll 16
    for (int v = 0; v < vectors; ++v) {
      const __mmask16 lanes = first_lanes(std::max<int64_t>(cols - kKeyLanes * v, 0));
      keys_[v] = _mm512_mask_mov_epi32(_mm512_set1_epi32(kLowestKey), lanes,
                                       key_of(load_row(row + kKeyLanes * v, lanes)));
      low = _mm512_mask_min_epi32(low, lanes, low, keys_[v]);
      high = _mm512_max_epi32(high, keys_[v]);
    }
    bounds_ = {_mm512_reduce_min_epi32(low), _mm512_reduce_max_epi32(high)};
  }

  // The `kept` largest, of equals those in the lowest columns.
  Chosen choose(int kept) const {
    KeyBounds bounds = bounds_;
    for (int step = 0; bounds.low < bounds.high; ++step) {
      const int32_t middle = middle_of(bounds, step);
      const Chosen chosen = above(middle - 1);
      const int count = chosen.count();
      if (count == kept) return chosen;
      if (count > kept) {
        bounds.low = middle;
      } else {
        bounds.high = middle - 1;
      }
    }
    return above_and_first_equals(bounds.low, kept);
  }

 private:
  Chosen above(int32_t bound) const {
    const __m512i bounds = _mm512_set1_epi32(bound);
    Chosen chosen;
#pragma GCC unroll 16
    for (int v = 0; v < vectors; ++v) {
      const uint64_t bits = _mm512_cmpgt_epi32_mask(keys_[v], bounds);
      chosen.words[v / kVectorsPerWord] |= bits << (v % kVectorsPerWord * kKeyLanes);
    }
    return chosen;
  }

  Chosen above_and_first_equals(int32_t bound, int kept) const {
    Chosen chosen = above(bound);
    const Chosen from = above(bound - 1);
    int missing = kept - chosen.count();
    for (int w = 0; w < kWords && missing > 0; ++w) {
      const uint64_t equals = from.words[w] & ~chosen.words[w];
      const int taken = std::min(missing, std::popcount(equals));
      const uint64_t lowest = taken == 64 ? ~uint64_t{0} : (uint64_t{1} << taken) - 1;
      chosen.words[w] |= _pdep_u64(lowest, equals);
      missing -= taken;
    }
    return chosen;
  }

  KeyBounds bounds_;
  __m512i keys_[vectors];
};

// Values and columns of a row in buffers with room for whole vectors.
template <class T>
struct KeptRow {
  T values[kMaxKeyVectors * kKeyLanes + kKeyLanes];
  uint8_t columns[kWords * 64 + 64];

  void compress(const T* row, int64_t cols, const Chosen& chosen, bool rectify) {
    compress_columns(chosen);
    T* to = values;
    for (int64_t c = 0; c < cols; c += kKeyLanes) {
      const auto bits = static_cast<__mmask16>(chosen.words[c / 64] >> (c % 64));
      __m512 numbers = load_row(row + c, first_lanes(cols - c));
      if (rectify) {
        const __mmask16 negative = _mm512_cmp_ps_mask(numbers, _mm512_setzero_ps(), _CMP_LT_OQ);
        numbers = _mm512_mask_mov_ps(numbers, negative, _mm512_setzero_ps());
      }
      store_kept(_mm512_maskz_compress_ps(bits, numbers), to);
      to += std::popcount(static_cast<uint32_t>(bits));
    }
  }

 private:
  void compress_columns(const Chosen& chosen) {
    alignas(64) static constexpr auto kColumns = [] {
      std::array<uint8_t, 64> columns{};
      for (size_t c = 0; c < columns.size(); ++c) columns[c] = static_cast<uint8_t>(c);
      return columns;
    }();
    uint8_t* to = columns;
    __m512i here = _mm512_load_si512(kColumns.data());
    for (const uint64_t word : chosen.words) {
      _mm512_storeu_si512(to, _mm512_maskz_compress_epi8(word, here));
      to += std::popcount(word);
      here = _mm512_add_epi8(here, _mm512_set1_epi8(64));
    }
  }
};

template <class T, int vectors>
[[gnu::noinline]] void keep_rows(const KernelArgs& args, const Block& block) {
  const auto x = args.operands[0].matrix<const T>();
  const auto values = args.results[0].matrix<T>();
  const auto positions = args.results[1].matrix<uint8_t>();
  const bool rectify = args.attributes->flag("rectify");
  KeptRow<T> kept;
  for (int64_t i = block.row_begin; i < block.row_end; ++i) {
    const RegisterKeys<vectors> keys(x.row(i), x.cols);
    kept.compress(x.row(i), x.cols, keys.choose(static_cast<int>(values.cols)), rectify);
    std::copy_n(kept.values, values.cols, values.row(i));
    std::copy_n(kept.columns, values.cols, positions.row(i));
  }
}

}  // namespace
HEDDLE_AVX512_END

namespace {

Support supports(const KernelQuery& query) {
  if (query.operands[0].cols > kMaxKeyVectors * kKeyLanes)
    return no("rows have more than 256 columns");
  if (query.attributes.integer("group") != 0) return no("columns are kept by groups");
  const Support maxk = supports_maxk(query);
  return maxk.accepted() ? avx512_support() : maxk;
}

// Six to nine comparisons, and what waits for their counts.
constexpr double kOpsPerElement = 80;

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  return maxk_cost(query, hardware, kOpsPerElement);
}

template <class T>
void keep_all(const KernelArgs& args) {
  const int64_t cols = args.operands[0].cols;
  for_each_row_block(args, [&](const Block& block) {
    if (cols <= 4 * kKeyLanes) return keep_rows<T, 4>(args, block);
    cols <= 8 * kKeyLanes ? keep_rows<T, 8>(args, block) : keep_rows<T, 16>(args, block);
  });
}

void run(const KernelArgs& args) {
  args.results[0].dtype == DType::kBf16 ? keep_all<Bf16>(args) : keep_all<float>(args);
}

}  // namespace

const Kernel kMaxkDenseAvx512 = {
    .name = "maxk_dense_cpu_avx512",
    .op = &kMaxk,
    .supports = supports,
    .cost = cost,
    .run = run,
};

}  // namespace heddle::cpu
