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
  // Unrolled, so that a loop over blocks keeps the keys of all rounds ready.
  unroll<10>([&](auto round) HEDDLE_SIMD_LAMBDA {
    constexpr auto kRound = static_cast<uint32_t>(round);
    const auto round_key0 = hn::Set(WideTag(), uint64_t{key0 + kRound * 0x9E3779B9U});
    const auto round_key1 = hn::Set(WideTag(), uint64_t{key1 + kRound * 0xBB67AE85U});
    const auto product0 = multiply_low_halves(counter.word[0], 0xD2511F53U);
    const auto product1 = multiply_low_halves(counter.word[2], 0xCD9E8D57U);
    counter.word[0] = hn::Xor(hn::Xor(hn::ShiftRight<32>(product1), round_key0), counter.word[1]);
    counter.word[1] = product1;
    counter.word[2] = hn::Xor(hn::Xor(hn::ShiftRight<32>(product0), round_key1), counter.word[3]);
    counter.word[3] = product0;
  });
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
  const WideTag wide;
  // Interleaving works inside 128 bits, so neighbours in memory come from lanes two apart.
  const auto lane = hn::Iota(wide, 0);
  const auto is_odd = hn::Eq(hn::And(lane, hn::Set(wide, 1U)), hn::Set(wide, 1U));
  const auto place = hn::Add(hn::ShiftRight<1>(lane),
                             hn::IfThenElseZero(is_odd, hn::Set(wide, uint64_t{kBlocks / 2})));
  const auto blocks = hn::Add(place, hn::Set(wide, static_cast<uint64_t>(column) / 4));
  const WordTag tag;
  const PhiloxLanes words = stream_words(stream, row, blocks);
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
