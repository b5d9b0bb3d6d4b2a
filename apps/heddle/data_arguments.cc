#include "apps/heddle/data_arguments.h"

#include "apps/heddle/exit_codes.h"
#include "heddle/circuits/learn/circuit_dataset.h"

namespace heddle::cli {

void DataArguments::add_to(Verb& verb) {
  verb.add_option("--data,DATA", data,
                  "a directory, a file of edges, or builtin:NAME?key=value&... "
                  "(heddle generate lists them)");
  verb.add_flag("--undirected", undirected,
                "edge lists and tables: each line stands for both directions");
  verb.add_flag("--directed", directed, "edge lists and tables: each line is one direction");
}

std::optional<bool> DataArguments::undirectedness() const {
  if (undirected && directed) throw UsageError("--directed and --undirected exclude each other");
  if (undirected || directed) return undirected;
  return std::nullopt;
}

Dataset DataArguments::load(int threads, SplitOverlap overlap) const {
  return load_from(data, {.undirected = undirectedness(), .threads = threads, .overlap = overlap});
}

Dataset DataArguments::load_from(const std::string& source, const LoadOptions& options) {
  if (source.empty()) throw UsageError("DATA is missing: a directory, a file or builtin:NAME");
  if (is_circuit_data(source)) return read_circuit_data(source);
  return load_dataset(source, options);
}

}  // namespace heddle::cli
