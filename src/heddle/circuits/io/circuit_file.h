// Circuits from files and into files, by the name of the file.
#pragma once

#include "heddle/circuits/aig.h"

#include <filesystem>

namespace heddle {

// By the name alone: *.aig, *.aag, perhaps with .gz behind it. The file need not exist.
bool is_circuit_file(const std::filesystem::path& path);

// InvalidArgument if the name tells no format; what the readers throw.
Aig read_circuit(const std::filesystem::path& path);

// As *.aig or *.aag; InvalidArgument for other names.
void write_circuit(const Aig& aig, const std::filesystem::path& path);

}  // namespace heddle
