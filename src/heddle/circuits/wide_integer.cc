#include "heddle/circuits/wide_integer.h"

#include <fmt/core.h>

#include <algorithm>

namespace heddle {
namespace {

__extension__ using DoubleLimb = unsigned __int128;

}  // namespace

void WideInteger::clear_beyond_width() {
  if (bits % 64 != 0) limbs.back() &= (uint64_t{1} << bits % 64) - 1;
}

WideInteger resized(const WideInteger& value, int64_t bits, bool is_signed) {
  WideInteger result(bits);
  std::copy_n(value.limbs.begin(), std::min(value.limbs.size(), result.limbs.size()),
              result.limbs.begin());
  if (is_signed && value.bits != 0 && value.bits < bits && value.bit(value.bits - 1)) {
    const auto sign_limb = static_cast<size_t>(value.bits / 64);
    result.limbs[sign_limb] |= ~uint64_t{0} << value.bits % 64;
    for (size_t i = sign_limb + 1; i < result.limbs.size(); ++i) result.limbs[i] = ~uint64_t{0};
  }
  result.clear_beyond_width();
  return result;
}

WideInteger product(const WideInteger& a, const WideInteger& b, int64_t bits, bool is_signed) {
  const WideInteger wide_a = resized(a, bits, is_signed);
  const WideInteger wide_b = resized(b, bits, is_signed);
  WideInteger result(bits);
  const size_t limbs = result.limbs.size();
  for (size_t i = 0; i < limbs; ++i) {
    uint64_t carry = 0;
    for (size_t j = 0; i + j < limbs; ++j) {
      const DoubleLimb wide =
          DoubleLimb{wide_a.limbs[i]} * wide_b.limbs[j] + result.limbs[i + j] + carry;
      result.limbs[i + j] = static_cast<uint64_t>(wide);
      carry = static_cast<uint64_t>(wide >> 64);
    }
  }
  result.clear_beyond_width();
  return result;
}

std::string hexadecimal(const WideInteger& value) {
  size_t limb = value.limbs.size();
  while (limb > 1 && value.limbs[limb - 1] == 0) --limb;
  if (limb == 0) return "0x0";
  std::string text = fmt::format("{:#x}", value.limbs[--limb]);
  while (limb != 0) text += fmt::format("{:016x}", value.limbs[--limb]);
  return text;
}

}  // namespace heddle
