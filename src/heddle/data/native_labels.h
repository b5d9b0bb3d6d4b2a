// Labels and splits of a data set directory: y, train_mask, val_mask, test_mask.
#pragma once

#include "heddle/data/dataset.h"
#include "heddle/data/memory_bytes.h"
#include "heddle/data/native_meta.h"
#include "heddle/data/split_overlap.h"
#include "heddle/graph/io/npz_reader.h"

namespace heddle {

// Fills labels, multi_label, classes and class_names of `dataset`, whose graph is complete.
void read_native_labels(const NpzReader& npz, const NativeMeta& meta, Dataset& dataset,
                        LoadingPeak& peak);

// Fills splits; masks are read row by row. A set without masks has no splits.
void read_native_splits(const NpzReader& npz, Dataset& dataset, SplitOverlap overlap,
                        LoadingPeak& peak);

}  // namespace heddle
