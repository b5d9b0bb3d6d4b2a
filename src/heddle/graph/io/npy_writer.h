// Writes one array as an NPY file.
#pragma once

#include "heddle/graph/io/npy.h"

#include <cstdint>
#include <filesystem>
#include <span>

namespace heddle {

// Completely or not at all. Throws Io, naming the file.
void write_npy(const std::filesystem::path& path, std::span<const uint8_t> values);
// The same for a matrix [values / cols, cols], row-major.
void write_npy(const std::filesystem::path& path, std::span<const float> values, int64_t cols);

}  // namespace heddle
