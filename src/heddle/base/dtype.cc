#include "heddle/base/dtype.h"

#include <array>

namespace heddle {
namespace {

struct DTypeInfo {
  DType dtype;
  std::string_view name;
  int64_t bytes;
};

constexpr std::array<DTypeInfo, 9> kDTypes = {{{DType::kF64, "f64", 8},
                                               {DType::kF32, "f32", 4},
                                               {DType::kBf16, "bf16", 2},
                                               {DType::kI64, "i64", 8},
                                               {DType::kI32, "i32", 4},
                                               {DType::kI8, "i8", 1},
                                               {DType::kBool, "bool", 1},
                                               {DType::kU8, "u8", 1},
                                               {DType::kU16, "u16", 2}}};

const DTypeInfo& info_of(DType dtype) { return kDTypes[static_cast<size_t>(dtype)]; }

}  // namespace

int64_t size_of(DType dtype) { return info_of(dtype).bytes; }

std::string_view to_string(DType dtype) { return info_of(dtype).name; }

std::optional<DType> dtype_from_string(std::string_view name) {
  for (const DTypeInfo& info : kDTypes) {
    if (info.name == name) return info.dtype;
  }
  return std::nullopt;
}

}  // namespace heddle
