#include "heddle/circuits/io/circuit_file.h"

#include "heddle/base/error.h"
#include "heddle/circuits/io/aiger_reader.h"
#include "heddle/circuits/io/aiger_writer.h"
#include "heddle/circuits/io/blif_reader.h"
#include "heddle/circuits/io/genlib_reader.h"
#include "heddle/circuits/io/yosys_json_reader.h"

namespace heddle {
namespace {

// ".aig" of "a.aig" and of "a.aig.gz".
std::string circuit_extension(const std::filesystem::path& path) {
  return (path.extension() == ".gz" ? path.stem() : path).extension().string();
}

}  // namespace

bool is_circuit_file(const std::filesystem::path& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return false;
  const std::string extension = circuit_extension(path);
  return extension == ".aig" || extension == ".aag" || extension == ".blif" || extension == ".json";
}

bool is_writable_circuit_file(const std::filesystem::path& path) {
  return path.extension() == ".aig" || path.extension() == ".aag";
}

Aig read_circuit(const std::filesystem::path& path, const ReadCircuitOptions& options) {
  require(is_circuit_file(path),
          "{}: not the name of a circuit, need *.aig, *.aag, *.blif or *.json", path.string());
  const std::string extension = circuit_extension(path);
  require(options.genlib.empty() || extension == ".blif",
          "{}: has no use for a genlib file, only *.blif has", path.string());
  require(options.top.empty() || extension == ".json",
          "{}: has no top module to choose, only *.json has", path.string());
  if (extension == ".json") return read_yosys_json(path, options.top);
  if (extension != ".blif") return read_aiger(path);
  return read_blif(path, options.genlib.empty() ? GateLibrary() : read_genlib(options.genlib));
}

void write_circuit(const Aig& aig, const std::filesystem::path& path) {
  require(is_writable_circuit_file(path),
          "{}: not a name under which a circuit can be written, need *.aig or *.aag",
          path.string());
  write_aiger(aig, path.extension() == ".aig" ? AigerFormat::kBinary : AigerFormat::kAscii, path);
}

}  // namespace heddle
