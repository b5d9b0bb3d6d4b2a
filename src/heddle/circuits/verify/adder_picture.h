// The array of adders as a picture: columns of the product from right to left, levels downwards.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace heddle {

struct PicturedAdder {
  int64_t column = 0;  // of its sum in the word of outputs
  int64_t level = 0;   // of its sum
  bool is_full = false;
};

// An SVG as wide as where it stands, with the classes of kReportStyle. Neighbouring columns and
// levels share a cell where there are many; the fuller a cell, the darker. Every cell says what it
// holds when it is pointed at.
std::string adder_picture_svg(std::span<const PicturedAdder> adders);

}  // namespace heddle
