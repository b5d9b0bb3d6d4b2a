// DATA, and how to read it.
#pragma once

#include "heddle/data/load_dataset.h"

#include <CLI/CLI.hpp>

#include <string>

namespace heddle::cli {

struct DataArguments {
  std::string data;
  bool undirected = false, directed = false;

  void add_to(CLI::App& app);
  bool given() const { return !data.empty(); }
  // Throws UsageError if DATA was not given.
  Dataset load(int threads) const { return load_from(data, threads); }
  Dataset load_from(const std::string& source, int threads) const;
};

// The number of threads that a setting of 0 stands for.
int all_threads();

}  // namespace heddle::cli
