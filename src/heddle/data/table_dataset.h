// Data set directories of plain tables: nodes.csv and edges.csv. docs/data-format.md describes
// them.
#pragma once

#include "heddle/data/dataset.h"

#include <filesystem>
#include <optional>

namespace heddle {

// True if the directory has edges.csv or edges.tsv, perhaps with .gz behind it.
bool is_table_dataset(const std::filesystem::path& directory);

// `undirected` wins over "directed" in meta.json, which wins over the default, directed.
// Errors name file, line and column.
Dataset read_table_dataset(const std::filesystem::path& directory, std::optional<bool> undirected);

}  // namespace heddle
