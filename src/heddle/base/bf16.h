// bfloat16: the upper half of a float. 8 bits of mantissa, the exponent range of float.
#pragma once

#include <bit>
#include <cstdint>

namespace heddle {

struct Bf16 {
  uint16_t bits = 0;

  Bf16() = default;
  // Rounds to nearest, ties to even; a NaN stays a (quiet) NaN.
  explicit Bf16(float value) {
    const auto word = std::bit_cast<uint32_t>(value);
    const bool is_nan = (word & 0x7fffffffu) > 0x7f800000u;
    const uint32_t rounded = word + 0x7fffu + ((word >> 16) & 1u);
    bits = static_cast<uint16_t>((is_nan ? word | 0x00400000u : rounded) >> 16);
  }
  explicit operator float() const {
    return std::bit_cast<float>(static_cast<uint32_t>(bits) << 16);
  }
};
static_assert(sizeof(Bf16) == 2);

}  // namespace heddle
