// Decompresses gzip on the way from one source to another, by zlib.
#pragma once

#include "heddle/graph/io/byte_source.h"

#include <filesystem>
#include <memory>

namespace heddle {

// Several gzip members in a row count as one text. Damage throws InvalidArgument, naming the
// source. Unsupported in a build without zlib.
std::unique_ptr<ByteSource> decompress_gzip(std::unique_ptr<ByteSource> compressed);

// Opens a text file, decompressed if its first two bytes are those of gzip, whatever its name.
std::unique_ptr<ByteSource> open_text(const std::filesystem::path& path);

}  // namespace heddle
