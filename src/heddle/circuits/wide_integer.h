// Integers of any width in limbs of 64 bits, least significant first, modulo 2^bits.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace heddle {

// Bits beyond the width are zero.
struct WideInteger {
  int64_t bits = 0;
  std::vector<uint64_t> limbs;

  WideInteger() = default;
  explicit WideInteger(int64_t bit_count)
      : bits(bit_count), limbs(static_cast<size_t>((bit_count + 63) / 64)) {}

  bool operator==(const WideInteger&) const = default;
  bool bit(int64_t index) const {
    return (limbs[static_cast<size_t>(index / 64)] >> (index % 64) & 1) != 0;
  }
  void set_bit(int64_t index) {
    limbs[static_cast<size_t>(index / 64)] |= uint64_t{1} << index % 64;
  }
  void clear_beyond_width();
};

// Of another width: cut off, or extended by zeros, or by the sign bit if signed.
WideInteger resized(const WideInteger& value, int64_t bits, bool is_signed);
// a * b modulo 2^bits; the operands are unsigned or in two's complement. Quadratic.
WideInteger product(const WideInteger& a, const WideInteger& b, int64_t bits, bool is_signed);
// "0x1f": as many digits as it needs, of the bits as they are.
std::string hexadecimal(const WideInteger& value);

}  // namespace heddle
