// A line chart as an SVG text: no script, no resource from elsewhere.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace heddle {

// Values over epochs 1, 2, ...; NaN leaves a gap. With several runs `low` and `high` bound a band
// around the line; empty: no band.
struct ChartSeries {
  std::string name;
  std::string css_class;  // gives line, band and label their colour
  std::vector<double> values, low, high;
};

struct LineChart {
  std::string title;
  std::vector<ChartSeries> series;
  bool percent = false;             // values are shares
  std::vector<int64_t> marks = {};  // epochs to mark with a thin vertical line
  std::string mark_name = {};       // what the marks are
};

// Width 100 % of where it stands. Elements carry the classes chart, grid, axis, mark, line, band
// and label. A tooltip per epoch lists all values.
std::string line_chart_svg(const LineChart& chart);

// At most `wanted` + 1 round numbers that cover [low, high].
std::vector<double> round_ticks(double low, double high, int wanted);

std::string escape_html(std::string_view text);

}  // namespace heddle
