// Writes data set directories in Heddle's own format, which native_reader.h reads.
#pragma once

#include "heddle/data/dataset.h"

#include <filesystem>

namespace heddle {

// Writes to a temporary directory beside `directory`, syncs it and renames it: nothing half-written
// is ever seen under the name. Refuses a directory that exists and is not empty. The data set must
// be valid. Undirected edges are written once; one-hot and generated features become plain
// features. Throws Io naming the directory; Unsupported in a build without libzip.
void write_native_dataset(const Dataset& dataset, const std::filesystem::path& directory);

}  // namespace heddle
