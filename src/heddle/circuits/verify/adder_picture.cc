#include "heddle/circuits/verify/adder_picture.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

namespace heddle {
namespace {

constexpr int64_t kMostCells = 160;  // in each direction
constexpr int64_t kWidth = 1000, kMargin = 40, kFoot = 24;

// A range of numbers from 0 in cells of the same size.
struct Axis {
  int64_t values = 1;

  int64_t per_cell() const { return (values + kMostCells - 1) / kMostCells; }
  int64_t cells() const { return (values + per_cell() - 1) / per_cell(); }
  std::string range(int64_t cell) const {
    const int64_t first = cell * per_cell();
    const int64_t last = std::min(first + per_cell(), values) - 1;
    return first == last ? fmt::format("{}", first) : fmt::format("{} to {}", first, last);
  }
};

struct Cell {
  int64_t full = 0, half = 0;
};

class AdderPicture {
 public:
  explicit AdderPicture(std::span<const PicturedAdder> adders) {
    for (const PicturedAdder& adder : adders) {
      columns_.values = std::max(columns_.values, adder.column + 1);
      levels_.values = std::max(levels_.values, adder.level + 1);
    }
    cells_.resize(static_cast<size_t>(columns_.cells() * levels_.cells()));
    for (const PicturedAdder& adder : adders) {
      Cell& cell = cells_[static_cast<size_t>(adder.level / levels_.per_cell() * columns_.cells() +
                                              adder.column / columns_.per_cell())];
      ++(adder.is_full ? cell.full : cell.half);
      fullest_ = std::max(fullest_, cell.full + cell.half);
    }
  }

  std::string svg() const {
    const double side =
        static_cast<double>(kWidth - kMargin) / static_cast<double>(columns_.cells());
    const double height = std::min(side, 12.0) * static_cast<double>(levels_.cells());
    std::string text = fmt::format(
        "<svg class=\"chart\" viewBox=\"0 0 {} {:.0f}\" role=\"img\" aria-label=\"adders by column "
        "and level\">\n",
        kWidth, height + kFoot);
    for (int64_t row = 0; row < levels_.cells(); ++row) append_row(row, side, text);
    fmt::format_to(
        std::back_inserter(text),
        "<text class=\"axis\" x=\"{}\" y=\"{:.0f}\">column {}</text>\n"
        "<text class=\"axis\" x=\"{}\" y=\"{:.0f}\" text-anchor=\"end\">column 0</text>\n"
        "<text class=\"axis\" x=\"0\" y=\"12\">level 0</text>\n"
        "<text class=\"axis\" x=\"0\" y=\"{:.0f}\">{}</text>\n</svg>\n",
        kMargin, height + kFoot - 6, columns_.values - 1, kWidth, height + kFoot - 6, height,
        levels_.values - 1);
    return text;
  }

 private:
  void append_row(int64_t row, double side, std::string& text) const {
    const double height = std::min(side, 12.0);
    for (int64_t column = 0; column < columns_.cells(); ++column) {
      const Cell& cell = cells_[static_cast<size_t>(row * columns_.cells() + column)];
      if (cell.full + cell.half == 0) continue;
      const double x = static_cast<double>(kWidth) - static_cast<double>(column + 1) * side;
      const double share =
          static_cast<double>(cell.full + cell.half) / static_cast<double>(fullest_);
      fmt::format_to(
          std::back_inserter(text),
          "<rect class=\"dot {}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" "
          "height=\"{:.1f}\" opacity=\"{:.2f}\"><title>columns {}, levels {}: {} full, {} "
          "half adders</title></rect>\n",
          cell.half > cell.full ? "val" : "train", x, static_cast<double>(row) * height, side * 0.9,
          height * 0.9, 0.25 + 0.75 * share, columns_.range(column), levels_.range(row), cell.full,
          cell.half);
    }
  }

  Axis columns_, levels_;
  std::vector<Cell> cells_;  // [levels, columns]
  int64_t fullest_ = 1;
};

}  // namespace

std::string adder_picture_svg(std::span<const PicturedAdder> adders) {
  return AdderPicture(adders).svg();
}

}  // namespace heddle
