// Data set directories in Heddle's own format: meta.json with graph.npz or graphs.npz.
// docs/data-format.md describes it.
#pragma once

#include "heddle/data/dataset.h"
#include "heddle/data/native_meta.h"
#include "heddle/data/split_overlap.h"
#include "heddle/graph/io/npz_reader.h"

#include <filesystem>

namespace heddle {

// True if the directory has graph.npz or graphs.npz.
bool is_native_dataset(const std::filesystem::path& directory);

// Every part is checked while it is read; errors name the file and the array.
Dataset read_native_dataset(const std::filesystem::path& directory,
                            SplitOverlap overlap = SplitOverlap::kRefuse);

// The part of read_native_dataset() that reads the arrays.
Dataset read_native_arrays(const NpzReader& npz, const NativeMeta& meta,
                           SplitOverlap overlap = SplitOverlap::kRefuse);

}  // namespace heddle
