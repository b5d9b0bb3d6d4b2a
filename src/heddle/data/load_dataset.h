// The front door of data: a directory, a file, or a graph made by the program.
#pragma once

#include "heddle/data/dataset.h"
#include "heddle/data/split_overlap.h"

#include <optional>
#include <string>

namespace heddle {

struct LoadOptions {
  // For edge lists and tables: every line stands for both directions. Not given: as the data set
  // says, else directed.
  std::optional<bool> undirected;
  int threads = 1;  // for generators; the result is the same for any number
  SplitOverlap overlap = SplitOverlap::kRefuse;
};

// `source` is
// - a directory with meta.json and graph.npz or graphs.npz, or with nodes.csv and edges.csv;
// - a text file of edges (tab, comma, semicolon or blanks; perhaps compressed by gzip);
// - "builtin:NAME?key=value&...", see data/builtin_dataset.h.
// The result is valid, but for overlaps that are kept, and knows its loading_peak_bytes. Throws
// Error; the message names file and place. Memory that the system refuses becomes OutOfMemory.
Dataset load_dataset(const std::string& source, const LoadOptions& options = {});

}  // namespace heddle
