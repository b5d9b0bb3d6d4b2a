// Element types of values in a Program.
#pragma once

#include "heddle/base/bf16.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace heddle {

enum class DType : uint8_t { kF64, kF32, kBf16, kI64, kI32, kI8, kBool, kU8, kU16 };

int64_t size_of(DType dtype);                              // bytes of one element
std::string_view to_string(DType dtype);                   // "f32"
std::optional<DType> dtype_from_string(std::string_view);  // nothing if unknown
inline bool is_floating(DType dtype) {
  return dtype == DType::kF64 || dtype == DType::kF32 || dtype == DType::kBf16;
}

// The type in which rows of `dtype` are accumulated, and that of operands beside them (biases, edge
// weights, statistics): f64 for f64, f32 otherwise.
inline DType compute_dtype(DType dtype) { return dtype == DType::kF64 ? DType::kF64 : DType::kF32; }

template <class T>
constexpr DType dtype_of();
template <>
constexpr DType dtype_of<double>() {
  return DType::kF64;
}
template <>
constexpr DType dtype_of<float>() {
  return DType::kF32;
}
template <>
constexpr DType dtype_of<Bf16>() {
  return DType::kBf16;
}
template <>
constexpr DType dtype_of<int64_t>() {
  return DType::kI64;
}
template <>
constexpr DType dtype_of<int32_t>() {
  return DType::kI32;
}
template <>
constexpr DType dtype_of<int8_t>() {
  return DType::kI8;
}
template <>
constexpr DType dtype_of<bool>() {
  return DType::kBool;
}
template <>
constexpr DType dtype_of<uint8_t>() {
  return DType::kU8;
}
template <>
constexpr DType dtype_of<uint16_t>() {
  return DType::kU16;
}

}  // namespace heddle
