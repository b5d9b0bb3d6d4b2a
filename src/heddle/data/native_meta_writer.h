// The text of meta.json for a data set.
#pragma once

#include "heddle/data/dataset.h"

#include <cstdint>
#include <string>

namespace heddle {

// `stored_edges`: edges in the archive, where undirected ones stand once.
std::string native_meta_text(const Dataset& dataset, int64_t stored_edges);

}  // namespace heddle
