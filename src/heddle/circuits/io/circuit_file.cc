#include "heddle/circuits/io/circuit_file.h"

#include "heddle/base/error.h"
#include "heddle/circuits/io/aiger_reader.h"
#include "heddle/circuits/io/aiger_writer.h"

namespace heddle {
namespace {

// ".aig" of "a.aig" and of "a.aig.gz".
std::string circuit_extension(const std::filesystem::path& path) {
  return (path.extension() == ".gz" ? path.stem() : path).extension().string();
}

}  // namespace

bool is_circuit_file(const std::filesystem::path& path) {
  const std::string extension = circuit_extension(path);
  return extension == ".aig" || extension == ".aag";
}

Aig read_circuit(const std::filesystem::path& path) {
  require(is_circuit_file(path), "{}: not the name of a circuit, need *.aig or *.aag",
          path.string());
  return read_aiger(path);
}

void write_circuit(const Aig& aig, const std::filesystem::path& path) {
  const std::string extension = path.extension().string();
  require(extension == ".aig" || extension == ".aag",
          "{}: cannot write a circuit by this name, need *.aig or *.aag", path.string());
  write_aiger(aig, extension == ".aig" ? AigerFormat::kBinary : AigerFormat::kAscii, path);
}

}  // namespace heddle
