// Writes circuits as AIGER, binary or ASCII.
#pragma once

#include "heddle/circuits/aig.h"

#include <filesystem>
#include <string>

namespace heddle {

enum class AigerFormat { kBinary, kAscii };

// Completely or not at all. With the names that are not empty; what read_aiger() reads from it is
// equal. InvalidArgument if the circuit is not valid or a name holds a line end or a zero byte.
void write_aiger(const Aig& aig, AigerFormat format, const std::filesystem::path& path);
std::string to_aiger(const Aig& aig, AigerFormat format);  // the bytes of that file

}  // namespace heddle
