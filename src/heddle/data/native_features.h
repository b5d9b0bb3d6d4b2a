// The features of a data set directory: x, x_<type>, node_label, or the degrees.
#pragma once

#include "heddle/data/dataset.h"
#include "heddle/data/memory_bytes.h"
#include "heddle/data/native_meta.h"
#include "heddle/graph/io/npz_reader.h"

namespace heddle {

// Columns of a one-hot encoding, at most. A node_label beyond it is refused; degrees beyond it
// share the last column.
inline constexpr int64_t kMaxOneHotColumns = 1024;
inline constexpr int64_t kMaxDegreeColumns = 256;

// The first of these that the archive has:
// 1. x (dense) or x_indptr, x_indices, x_values (CSR) for all nodes; node_label, if there is one,
//    follows x as one-hot columns;
// 2. x_<type> (dense or CSR) for node types, which must agree in width and storage; a type
//    without features gets rows of zeros;
// 3. node_label as one-hot columns;
// 4. many small graphs: the in-degree as one-hot columns; else no features.
Features read_native_features(const NpzReader& npz, const NativeMeta& meta, const Graph& graph,
                              LoadingPeak& peak);

}  // namespace heddle
