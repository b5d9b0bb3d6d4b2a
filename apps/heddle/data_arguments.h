// DATA, and how to read it.
#pragma once

#include "apps/heddle/command_line.h"
#include "heddle/data/load_dataset.h"

#include <optional>
#include <string>

namespace heddle::cli {

struct DataArguments {
  std::string data;
  bool undirected = false, directed = false;

  void add_to(Verb& verb);
  bool given() const { return !data.empty(); }
  // Throws UsageError if DATA was not given.
  Dataset load(int threads, SplitOverlap overlap = SplitOverlap::kRefuse) const;
  static Dataset load_from(const std::string& source, const LoadOptions& options);
  // By the flags; nothing if none was given. Throws UsageError if both were.
  std::optional<bool> undirectedness() const;
};

}  // namespace heddle::cli
