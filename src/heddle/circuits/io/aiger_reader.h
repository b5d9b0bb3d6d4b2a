// AIGER files, binary ("aig") and ASCII ("aag"): Biere, The AIGER And-Inverter Graph Format (2007)
// and AIGER 1.9 And Beyond (2011).
#pragma once

#include "heddle/circuits/aig.h"
#include "heddle/graph/io/byte_source.h"

#include <filesystem>
#include <memory>

namespace heddle {

// Gates stay as they are: repeated, trivial and dangling ones too. Those of a binary file keep
// their variables; see aiger_ascii.h for those of an ASCII file.
//
// InvalidArgument, with the line or byte, for what is no AIGER. Unsupported for latches and
// properties (sequential circuits), and for more than 2^20 inputs if the file has fewer bytes.
Aig read_aiger(std::unique_ptr<ByteSource> source);
Aig read_aiger(const std::filesystem::path& path);  // decompressed if it is gzip

}  // namespace heddle
