// Libraries of gates in the genlib format of SIS: "GATE nand2 2 O=!(a*b);".
#pragma once

#include "heddle/circuits/io/gate_library.h"
#include "heddle/graph/io/byte_source.h"

#include <filesystem>
#include <memory>

namespace heddle {

// Areas and PIN lines are skipped, latches left out. Gates of one name are outputs of one gate.
// InvalidArgument, with the line, for anything else.
GateLibrary read_genlib(std::unique_ptr<ByteSource> source);
GateLibrary read_genlib(const std::filesystem::path& path);

}  // namespace heddle
