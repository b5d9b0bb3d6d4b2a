#include "heddle/circuits/operand_patterns.h"

#include "heddle/base/philox.h"

#include <algorithm>
#include <utility>

namespace heddle {
namespace {

constexpr int64_t kCorners = 12;
constexpr uint32_t kPatternStream = 0x41;

WideInteger filled(int64_t bits, uint64_t limb) {
  WideInteger value(bits);
  std::fill(value.limbs.begin(), value.limbs.end(), limb);
  value.clear_beyond_width();
  return value;
}

WideInteger complement(WideInteger value) {
  for (uint64_t& limb : value.limbs) limb = ~limb;
  value.clear_beyond_width();
  return value;
}

WideInteger one_bit(int64_t bits, int64_t index) {
  WideInteger value(bits);
  value.set_bit(index);
  return value;
}

// Ones from bit `begin` up to, not including, bit `end`.
WideInteger run_of_ones(int64_t bits, int64_t begin, int64_t end) {
  WideInteger value(bits);
  for (int64_t i = begin; i < end; ++i) value.set_bit(i);
  return value;
}

WideInteger corner(int64_t bits, int64_t index) {
  if (index % 2 == 1) return complement(corner(bits, index - 1));
  switch (index / 2) {
    case 0:
      return WideInteger(bits);
    case 1:
      return one_bit(bits, 0);
    case 2:
      return one_bit(bits, bits - 1);
    case 3:
      return filled(bits, 0x5555555555555555);
    case 4:
      return filled(bits, 0x3333333333333333);
    default:
      return run_of_ones(bits, 0, bits / 2);
  }
}

// The random words of one operand of one pattern.
class OperandWords {
 public:
  OperandWords(uint64_t seed, int64_t row)
      : stream_{.seed = seed, .stream = kPatternStream, .step = 0}, row_(row) {}

  uint32_t below(uint32_t count) {
    return static_cast<uint32_t>((uint64_t{stream_.word(row_, next_++)} * count) >> 32);
  }
  uint64_t limb() {
    const PhiloxWords words = stream_.words(row_, kLimbBlocks + limb_++);
    return uint64_t{words[0]} << 32 | words[1];
  }

 private:
  static constexpr int64_t kLimbBlocks = 16;  // those before them are for below()

  RandomStream stream_;
  int64_t row_, next_ = 0, limb_ = 0;
};

// Each bit is one with probability 2^-halvings.
WideInteger sparse(int64_t bits, uint32_t halvings, OperandWords& words) {
  WideInteger value(bits);
  for (uint64_t& limb : value.limbs) {
    limb = words.limb();
    for (uint32_t i = 1; i < halvings; ++i) limb &= words.limb();
  }
  value.clear_beyond_width();
  return value;
}

WideInteger random_operand(int64_t bits, OperandWords words) {
  const uint32_t kind = words.below(8);
  const bool dense = words.below(2) == 1;
  const auto position = static_cast<int64_t>(words.below(static_cast<uint32_t>(bits)));
  const auto other = static_cast<int64_t>(words.below(static_cast<uint32_t>(bits)));
  WideInteger value;
  if (kind <= 2) {
    value = sparse(bits, 1, words);
  } else if (kind <= 5) {
    value = sparse(bits, kind - 1, words);
  } else if (kind == 6) {
    value = one_bit(bits, position);
  } else {
    value = run_of_ones(bits, std::min(position, other), std::max(position, other) + 1);
  }
  return dense ? complement(std::move(value)) : value;
}

}  // namespace

OperandPair OperandPatterns::pair(int64_t index) const {
  const int64_t bits = a_bits + b_bits;
  if (bits < 32 && int64_t{1} << bits <= patterns) {
    return {filled(a_bits, static_cast<uint64_t>(index)),
            filled(b_bits, static_cast<uint64_t>(index >> a_bits))};
  }
  if (index < kCorners * kCorners) {
    return {corner(a_bits, index / kCorners), corner(b_bits, index % kCorners)};
  }
  return {random_operand(a_bits, OperandWords(seed, 2 * index)),
          random_operand(b_bits, OperandWords(seed, 2 * index + 1))};
}

}  // namespace heddle
