// Circuits from files and into files, by the name of the file.
#pragma once

#include "heddle/circuits/aig.h"

#include <filesystem>

namespace heddle {

// By the name: *.aig, *.aag, perhaps with .gz behind it. The file need not exist, but a directory
// is none.
bool is_circuit_file(const std::filesystem::path& path);
bool is_writable_circuit_file(const std::filesystem::path& path);  // *.aig, *.aag

// InvalidArgument if the name tells no format; what the readers throw.
Aig read_circuit(const std::filesystem::path& path);

// InvalidArgument unless is_writable_circuit_file(path).
void write_circuit(const Aig& aig, const std::filesystem::path& path);

}  // namespace heddle
