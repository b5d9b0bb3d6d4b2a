// What the nodes of a circuit are, by an exact rule: what models learn, and are measured against.
#pragma once

#include "heddle/circuits/aig.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace heddle {

// GAMORA's two sets of classes (Wu et al., DAC'23), by the cuts of ABC's Ree_ManComputeCuts.
enum class RootLabel : uint8_t {
  kOutput = 0,
  kCarry = 1,  // of an adder of the forest
  kSum = 2,    // the same
  kOther = 3,
  kInput = 4,
};
enum class SharedLabel : uint8_t {
  kOutput = 0,
  kPlain = 1,
  kBoth = 2,
  kAdder = 3,  // sum, carry or leaf of an adder of the forest
  kXor = 4,    // XOR of the leaves of a cut, or such a leaf (AdderScan::xor_set)
  kInput = 5,
};

// By value: "output", "carry", ...
std::span<const std::string_view> root_label_names();
std::span<const std::string_view> shared_label_names();

// One label for each variable from 1 on, then one for each output. Linear time, about 50 bytes per
// variable; errors as scan_adders.
std::vector<uint8_t> root_labels(const Aig& aig);
std::vector<uint8_t> shared_labels(const Aig& aig);

}  // namespace heddle
