// Where adders stand in the word of outputs.
#pragma once

#include "heddle/circuits/adders.h"

#include <cstdint>
#include <span>
#include <vector>

namespace heddle {

inline constexpr int64_t kNoColumn = -1;

// For each adder the k of the weight 2^k that its sum has when the outputs, least significant bit
// first, are rewritten through the adders of the scan; kNoColumn where rewriting does not come by.
std::vector<int64_t> adder_columns(const Aig& aig, const AdderScan& scan,
                                   std::span<const Adder> adders);

}  // namespace heddle
