// Codes: signed integers of 8, 4 or 2 bits, which times a scale stand for real numbers.
//
// A row of them is packed: 4 bits two to a byte, 2 bits four to a byte, the lower column in the
// lower bits; 8 bits are a byte. Codes are symmetric: -largest to largest.
#pragma once

#include <cstdint>

namespace heddle {

constexpr bool is_code_width(int64_t bits) { return bits == 8 || bits == 4 || bits == 2; }
constexpr int64_t codes_per_byte(int64_t bits) { return bits > 4 ? 1 : bits > 2 ? 2 : 4; }
constexpr int64_t largest_code(int64_t bits) { return (int64_t{1} << (bits - 1)) - 1; }
constexpr int64_t code_row_bytes(int64_t cols, int64_t bits) {
  return (cols + codes_per_byte(bits) - 1) / codes_per_byte(bits);
}

inline int32_t load_code(const int8_t* row, int64_t column, int64_t bits) {
  if (bits > 4) return row[column];
  const int64_t per_byte = codes_per_byte(bits);
  const auto byte = static_cast<uint8_t>(row[column / per_byte]);
  // The code is moved to the top of a byte, whose sign then fills the bits above.
  const auto top = static_cast<int8_t>(byte << (8 - bits * (column % per_byte + 1)));
  return top >> (8 - bits);
}

// The byte must have been 0 in these bits.
inline void store_code(int8_t* row, int64_t column, int64_t bits, int32_t code) {
  const int64_t per_byte = codes_per_byte(bits);
  const uint32_t mask = (1U << bits) - 1;
  int8_t& byte = row[column / per_byte];
  const auto placed = (static_cast<uint32_t>(code) & mask) << (bits * (column % per_byte));
  byte = bits > 4 ? static_cast<int8_t>(code)
                  : static_cast<int8_t>(static_cast<uint8_t>(byte) | placed);
}

}  // namespace heddle
