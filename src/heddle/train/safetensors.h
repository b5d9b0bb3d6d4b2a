// Tensors in a file: https://github.com/huggingface/safetensors. No code runs when one is read.
#pragma once

#include "heddle/tensor/buffer.h"
#include "heddle/train/safetensors_header.h"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace heddle {

// A file in memory: the header checked in full, the data as they came.
class SafetensorsFile {
 public:
  // `file` holds the whole file. Throws as parse_safetensors_header() does.
  SafetensorsFile(Buffer file, std::string_view source);

  const Metadata& metadata() const { return header_.metadata; }
  const std::map<std::string, TensorInfo>& tensors() const { return header_.tensors; }
  // The values of a tensor of this file; not aligned to its type.
  std::span<const std::byte> bytes(const TensorInfo& tensor) const;

 private:
  Buffer file_;
  int64_t data_begin_ = 0;
  SafetensorsHeader header_;
};

// Throws Io if the file cannot be read, otherwise as SafetensorsFile.
SafetensorsFile read_safetensors(const std::filesystem::path& path);

// A tensor to be written; borrows its values.
struct TensorSource {
  std::string name;
  DType dtype = DType::kF32;
  std::vector<int64_t> shape;
  std::span<const std::byte> bytes;
};

// Where each tensor will lie: widest types first, so that all values are aligned. Names are unique.
SafetensorsHeader safetensors_header(std::span<const TensorSource> tensors, Metadata metadata);

// Writes the file completely or not at all; throws Io.
void write_safetensors(const std::filesystem::path& path, std::span<const TensorSource> tensors,
                       Metadata metadata);
// The same where all data already lie in one block, in the order of the header.
void write_safetensors_block(const std::filesystem::path& path, const SafetensorsHeader& header,
                             std::span<const std::byte> data);

}  // namespace heddle
