#include "heddle/runtime/nan_check.h"

#include "heddle/base/bf16.h"
#include "heddle/base/error.h"

#include <algorithm>
#include <cmath>

namespace heddle {
namespace {

bool is_nan(double value) { return std::isnan(value); }
bool is_nan(float value) { return std::isnan(value); }
bool is_nan(Bf16 value) { return std::isnan(static_cast<float>(value)); }

template <class T>
bool has_nan(const OperandView& view) {
  const auto any = [](const T* begin, int64_t count) {
    return std::any_of(begin, begin + count, [](T value) { return is_nan(value); });
  };
  if (view.adjacency != nullptr) return any(view.values<T>(), view.adjacency->entries());
  const auto matrix = view.matrix<const T>();
  for (int64_t row = 0; row < matrix.rows; ++row) {
    if (any(matrix.row(row), matrix.cols)) return true;
  }
  return false;
}

bool has_nan(const OperandView& view) {
  if (view.data == nullptr) return false;  // an adjacency, or nothing
  switch (view.dtype) {
    case DType::kF64:
      return has_nan<double>(view);
    case DType::kF32:
      return has_nan<float>(view);
    case DType::kBf16:
      return has_nan<Bf16>(view);
    default:
      return false;
  }
}

}  // namespace

void check_for_nan(const Program& program, int32_t node, std::span<const OperandView> results) {
  for (const OperandView& view : results) {
    require(!has_nan(view), "%{} = {}: the result has a NaN", node,
            program.nodes[static_cast<size_t>(node)].op->name);
  }
}

}  // namespace heddle
