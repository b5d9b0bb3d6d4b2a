#include "tests/ops/elements.h"

#include "heddle/base/error.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace heddle::test {
namespace {

constexpr int kGuardByte = 0xA5;

// Calls body(T{}) for the element type.
template <class Body>
auto with_type(DType dtype, const Body& body) {
  switch (dtype) {
    case DType::kF64:
      return body(double{});
    case DType::kF32:
      return body(float{});
    case DType::kBf16:
      return body(Bf16{});
    case DType::kI64:
      return body(int64_t{});
    case DType::kI32:
      return body(int32_t{});
    case DType::kI8:
      return body(int8_t{});
    case DType::kBool:
      return body(bool{});
    case DType::kU8:
      return body(uint8_t{});
    case DType::kU16:
      return body(uint16_t{});
  }
  fail(ErrorKind::kInternal, "unknown dtype");
}

}  // namespace

double ElementGrid::get(int64_t i, int64_t j) const {
  return with_type(dtype, [&]<class T>(T) {
    T element;
    std::memcpy(&element, at(i, j), sizeof(T));
    if constexpr (std::is_same_v<T, Bf16>) {
      return static_cast<double>(static_cast<float>(element));
    } else {
      return static_cast<double>(element);
    }
  });
}

void ElementGrid::set(int64_t i, int64_t j, double value) const {
  with_type(dtype, [&]<class T>(T) {
    T element;
    if constexpr (std::is_same_v<T, Bf16>) {
      element = Bf16(static_cast<float>(value));
    } else {
      element = static_cast<T>(value);
    }
    std::memcpy(at(i, j), &element, sizeof(T));
  });
}

GuardedBuffer::GuardedBuffer(int64_t bytes) : buffer_(bytes + 2 * kGuardBytes) {
  std::memset(buffer_.data(), kGuardByte, static_cast<size_t>(buffer_.bytes()));
}

bool GuardedBuffer::guards_intact() const {
  const auto intact = [&](const std::byte* guard) {
    return std::all_of(guard, guard + kGuardBytes,
                       [](std::byte b) { return b == static_cast<std::byte>(kGuardByte); });
  };
  return intact(buffer_.data()) && intact(buffer_.data() + buffer_.bytes() - kGuardBytes);
}

namespace {

// The largest excess over the allowed difference so far.
struct Worst {
  double excess = 0;
  std::string message;
};

struct Tolerance {
  double relative, rounding;
};

double to_double(double value) { return value; }
double to_double(float value) { return value; }
double to_double(Bf16 value) { return static_cast<double>(static_cast<float>(value)); }
template <class T>
double to_double(T value) {
  return static_cast<double>(value);
}

template <class T>
double largest_magnitude(const T* row, int64_t cols) {
  double magnitude = 1;
  for (int64_t j = 0; j < cols; ++j) {
    const double value = std::abs(to_double(row[j]));
    if (std::isfinite(value)) magnitude = std::max(magnitude, value);
  }
  return magnitude;
}

template <class T>
void compare_row(const T* expected, const T* actual, int64_t row, int64_t cols,
                 const Tolerance& tolerance, Worst& worst) {
  if (std::memcmp(expected, actual, static_cast<size_t>(cols) * sizeof(T)) == 0) return;
  const double magnitude = largest_magnitude(expected, cols);
  for (int64_t j = 0; j < cols; ++j) {
    const double a = to_double(expected[j]), b = to_double(actual[j]);
    if (a == b || (std::isnan(a) && std::isnan(b))) continue;
    const double allowed = tolerance.relative * magnitude + tolerance.rounding * std::abs(a);
    const double excess =
        std::isnan(a - b) ? std::numeric_limits<double>::infinity() : std::abs(a - b) - allowed;
    if (excess <= worst.excess) continue;
    worst.excess = excess;
    worst.message = fmt::format("[{},{}]: expected {}, is {}, allowed difference {:.3g}", row, j, a,
                                b, allowed);
  }
}

}  // namespace

std::string difference(const OperandView& expected_view, const OperandView& actual_view,
                       double relative, double rounding) {
  const ElementGrid expected(expected_view), actual(actual_view);
  const bool exact = !is_floating(expected.dtype);
  const Tolerance tolerance = {exact ? 0 : relative, exact ? 0 : rounding};
  Worst worst;
  with_type(expected.dtype, [&]<class T>(T) {
    for (int64_t i = 0; i < expected.rows; ++i) {
      compare_row(reinterpret_cast<const T*>(expected.data) + i * expected.stride,
                  reinterpret_cast<const T*>(actual.data) + i * actual.stride, i, expected.cols,
                  tolerance, worst);
    }
  });
  return worst.message;
}

double unit_roundoff(DType dtype) {
  return dtype == DType::kF64 ? 0x1.0p-53 : dtype == DType::kF32 ? 0x1.0p-24 : 0x1.0p-8;
}

}  // namespace heddle::test
