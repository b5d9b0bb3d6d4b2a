// Circuits from files and into files, by the name of the file.
#pragma once

#include "heddle/circuits/aig.h"

#include <filesystem>
#include <string>

namespace heddle {

// By the name: *.aig, *.aag, *.blif, *.json, perhaps with .gz behind it. The file need not exist,
// but a directory is none.
bool is_circuit_file(const std::filesystem::path& path);
bool is_writable_circuit_file(const std::filesystem::path& path);  // *.aig, *.aag

struct ReadCircuitOptions {
  std::filesystem::path genlib;  // for *.blif: the gates that it names; empty: none
  std::string top;               // for *.json: the top module; empty: the one that is marked
};

// InvalidArgument if the name tells no format, or for an option of another format; what the
// readers throw.
Aig read_circuit(const std::filesystem::path& path, const ReadCircuitOptions& options = {});

// InvalidArgument unless is_writable_circuit_file(path).
void write_circuit(const Aig& aig, const std::filesystem::path& path);

}  // namespace heddle
