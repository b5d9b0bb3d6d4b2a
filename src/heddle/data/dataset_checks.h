// What must hold for the parts of a data set. Readers call these with the file that a part came
// from as `place`, which opens every message; Dataset::validate() calls them with the set's name.
#pragma once

#include "heddle/data/dataset.h"
#include "heddle/data/split_overlap.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace heddle {

// Ids in [0, count). `what` names one of them: "edge 7 is 99, need 0 to 33".
void check_ids(std::span<const int32_t> ids, int64_t count, std::string_view place,
               std::string_view what);

// Offsets that begin at 0, never fall and end at `end`.
void check_offsets(std::span<const int64_t> offsets, int64_t end, std::string_view place);

// Finite values; CSR columns ascending and in range.
void check_features(const Features& features, std::string_view place);

// Single label: -1 to classes - 1. Multi-label: 0 or 1.
void check_labels(std::span<const int32_t> labels, int32_t classes, bool multi_label,
                  std::string_view place);

// Level::kGraph: no edge leaves its graph.
void check_edges_inside_graphs(const Dataset& dataset, std::string_view place);

// Ascending rows in range, disjoint parts unless overlaps are kept, a training part that is not
// empty, no row without a label.
void check_split(const Split& split, size_t index, const Dataset& dataset, std::string_view place,
                 SplitOverlap overlap = SplitOverlap::kRefuse);

}  // namespace heddle
