// The header of a safetensors file: names, types, shapes and places of tensors, and free text.
//
// A file is: 8 bytes little-endian length of the header, the header (a JSON object), the data.
// "__metadata__" maps strings to strings; every other key names a tensor.
#pragma once

#include "heddle/base/dtype.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace heddle {

using Metadata = std::map<std::string, std::string>;

struct TensorInfo {
  DType dtype = DType::kF32;
  std::vector<int64_t> shape;
  int64_t begin = 0, end = 0;  // bytes, counted from the start of the data

  int64_t elements() const;
  std::string describe() const;  // "f32 [16,7]"
};

struct SafetensorsHeader {
  Metadata metadata;
  std::map<std::string, TensorInfo> tensors;
};

// Headers longer than this are refused, as by the reference implementation.
inline constexpr int64_t kMaxSafetensorsHeaderBytes = 100'000'000;

// Throws InvalidArgument, naming `source` and the tensor, unless `json` is exactly such a header
// and the tensors fill `data_bytes` bytes without hole or overlap; Unsupported for a type that
// Heddle does not have. Memory is bounded by a small multiple of the text.
SafetensorsHeader parse_safetensors_header(std::string_view json, int64_t data_bytes,
                                           std::string_view source);

// Padded with blanks so that the data start at a multiple of 8 bytes in the file.
std::string print_safetensors_header(const SafetensorsHeader& header);

}  // namespace heddle
