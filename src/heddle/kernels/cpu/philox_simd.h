// Philox4x32-10 on vectors: the numbers of base/philox.h, several blocks of four at a time.
// Included once per instruction set, after hwy/highway.h, by files called *_simd.cc.

#include "heddle/base/philox.h"

#include <cstddef>
#include <cstdint>

#if defined(HEDDLE_KERNELS_CPU_PHILOX_SIMD_H) == defined(HWY_TARGET_TOGGLE)
#ifdef HEDDLE_KERNELS_CPU_PHILOX_SIMD_H
#undef HEDDLE_KERNELS_CPU_PHILOX_SIMD_H
#else
#define HEDDLE_KERNELS_CPU_PHILOX_SIMD_H
#endif

#include "heddle/kernels/cpu/row_tile_simd.h"

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {

// One block per 64-bit lane: a product of words needs 64 bits anyway. The words are the lower
// halves, the upper halves hold anything.
using WideTag = hn::ScalableTag<uint64_t>;
using WideVec = hn::Vec<WideTag>;
constexpr size_t kBlocks = kLanes / 2;

struct PhiloxLanes {
  WideVec word[4];
};

HWY_INLINE WideVec multiply_low_halves(WideVec a, uint32_t b) {
  return hn::MulEven(hn::BitCast(WordTag(), a), hn::Set(WordTag(), b));
}

HWY_INLINE PhiloxLanes philox(PhiloxLanes counter, uint32_t key0, uint32_t key1) {
  for (int round = 0; round < 10; ++round) {
    const auto product0 = multiply_low_halves(counter.word[0], 0xD2511F53U);
    const auto product1 = multiply_low_halves(counter.word[2], 0xCD9E8D57U);
    const auto high0 = hn::Xor(hn::ShiftRight<32>(product1), hn::Set(WideTag(), key0));
    const auto high2 = hn::Xor(hn::ShiftRight<32>(product0), hn::Set(WideTag(), key1));
    counter.word[0] = hn::Xor(high0, counter.word[1]);
    counter.word[1] = product1;
    counter.word[2] = hn::Xor(high2, counter.word[3]);
    counter.word[3] = product0;
    key0 += 0x9E3779B9U;
    key1 += 0xBB67AE85U;
  }
  return counter;
}

// The words of stream.words(row, blocks).
HWY_INLINE PhiloxLanes stream_words(const RandomStream& stream, int64_t row, WideVec blocks) {
  const WideTag tag;
  const auto wide_row = static_cast<uint64_t>(row);
  const uint64_t third = (uint64_t{stream.stream} << 8) ^ (wide_row >> 32);
  return philox({{hn::Set(tag, wide_row), blocks, hn::Set(tag, third), hn::Set(tag, stream.step)}},
                static_cast<uint32_t>(stream.seed), static_cast<uint32_t>(stream.seed >> 32));
}

// Which numbers keep an element: uniform_from_word(word) >= probability.
class KeepTest {
 public:
  explicit KeepTest(float probability) {
    const double words = static_cast<double>(probability) * 0x1.0p24;
    threshold_ = static_cast<int32_t>(words);
    if (threshold_ < words) ++threshold_;
  }
  // Of whole 32-bit lanes.
  HWY_INLINE auto operator()(hn::Vec<WordTag> words) const {
    const hn::ScalableTag<int32_t> tag;
    return hn::RebindMask(FloatTag(), hn::Gt(hn::BitCast(tag, hn::ShiftRight<8>(words)),
                                             hn::Set(tag, threshold_ - 1)));
  }

 private:
  int32_t threshold_;  // of the upper 24 bits
};

// The numbers of 2 * kLanes consecutive columns of a row, from a column that is a multiple of 4 on.
struct ColumnWords {
  hn::Vec<WordTag> low, high;
};
HWY_INLINE ColumnWords column_words(const RandomStream& stream, int64_t row, int64_t column) {
  // Interleaving works inside 128 bits, so neighbours in memory come from lanes two apart.
  HWY_ALIGN uint64_t blocks[kBlocks];
  for (size_t lane = 0; lane < kBlocks; ++lane) {
    blocks[lane] = static_cast<uint64_t>(column) / 4 + lane / 2 + (lane % 2) * (kBlocks / 2);
  }
  const WideTag wide;
  const WordTag tag;
  const PhiloxLanes words = stream_words(stream, row, hn::Load(wide, blocks));
  const auto pair = [=](WideVec even, WideVec odd) HEDDLE_SIMD_LAMBDA {
    return hn::BitCast(
        wide, hn::OddEven(hn::BitCast(tag, hn::ShiftLeft<32>(odd)), hn::BitCast(tag, even)));
  };
  const auto first = pair(words.word[0], words.word[1]);
  const auto second = pair(words.word[2], words.word[3]);
  return {hn::BitCast(tag, hn::InterleaveLower(wide, first, second)),
          hn::BitCast(tag, hn::InterleaveUpper(wide, first, second))};
}

}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HEDDLE_KERNELS_CPU_PHILOX_SIMD_H
