#include "heddle/train/line_chart.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace heddle {
namespace {

constexpr double kWidth = 560, kHeight = 300;
constexpr double kLeft = 52, kRight = 66, kTop = 34, kBottom = 40;
constexpr double kPlotWidth = kWidth - kLeft - kRight, kPlotHeight = kHeight - kTop - kBottom;
constexpr size_t kMaxPoints = 400;  // of a line; more cannot be seen
constexpr size_t kMaxTooltips = 100;

struct Scale {
  double low = 0, high = 1;  // of the values
  size_t epochs = 1;

  double x(size_t epoch) const {  // from 1
    if (epochs < 2) return kLeft + kPlotWidth / 2;
    return kLeft + kPlotWidth * static_cast<double>(epoch - 1) / static_cast<double>(epochs - 1);
  }
  double y(double value) const { return kTop + kPlotHeight * (high - value) / (high - low); }
};

std::string value_text(double value, bool percent) {
  if (std::isnan(value)) return "-";
  return percent ? fmt::format("{:.1f} %", 100 * value) : fmt::format("{:.4g}", value);
}

std::string tick_text(double value, bool percent) {
  const double shown = percent ? 100 * value : value;
  return fmt::format("{:.6g}{}", std::abs(shown) < 1e-12 ? 0.0 : shown, percent ? " %" : "");
}

// Epochs, from 1, that stand for all: every so many, and the last.
std::vector<size_t> sampled(size_t epochs, size_t most) {
  const size_t stride = (epochs + most - 1) / most;
  std::vector<size_t> chosen;
  for (size_t epoch = 1; epoch <= epochs; epoch += std::max<size_t>(1, stride)) {
    chosen.push_back(epoch);
  }
  if (!chosen.empty() && chosen.back() != epochs) chosen.push_back(epochs);
  return chosen;
}

Scale scale_of(const LineChart& chart) {
  Scale scale = {std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(),
                 1};
  for (const ChartSeries& series : chart.series) {
    scale.epochs = std::max(scale.epochs, series.values.size());
    for (const auto* values : {&series.values, &series.low, &series.high}) {
      for (const double value : *values) {
        if (!std::isfinite(value)) continue;
        scale.low = std::min(scale.low, value);
        scale.high = std::max(scale.high, value);
      }
    }
  }
  if (scale.low > scale.high) return {0, 1, scale.epochs};
  if (!chart.percent && scale.low > 0 && scale.low < 0.4 * scale.high) scale.low = 0;
  const std::vector<double> ticks = round_ticks(scale.low, scale.high, 5);
  scale.low = std::min(scale.low, ticks.front());
  scale.high = std::max(scale.high, ticks.back());
  return scale;
}

void draw_axes(std::string& svg, const LineChart& chart, const Scale& scale) {
  const double right = kLeft + kPlotWidth, bottom = kTop + kPlotHeight;
  for (const double tick : round_ticks(scale.low, scale.high, 5)) {
    svg += fmt::format(R"(<line class="grid" x1="{:.1f}" x2="{:.1f}" y1="{:.1f}" y2="{:.1f}"/>)",
                       kLeft, right, scale.y(tick), scale.y(tick));
    svg += fmt::format(R"(<text class="axis" text-anchor="end" x="{:.1f}" y="{:.1f}">{}</text>)",
                       kLeft - 8, scale.y(tick) + 4, tick_text(tick, chart.percent));
  }
  for (const double tick : round_ticks(1, static_cast<double>(scale.epochs), 6)) {
    const auto epoch = static_cast<size_t>(std::max(1.0, tick));
    if (epoch > scale.epochs || tick != std::floor(tick)) continue;
    svg += fmt::format(R"(<text class="axis" text-anchor="middle" x="{:.1f}" y="{:.1f}">{}</text>)",
                       scale.x(epoch), bottom + 18, epoch);
  }
  svg += fmt::format(R"(<text class="axis" text-anchor="end" x="{:.1f}" y="{:.1f}">epoch</text>)",
                     right, bottom + 34);
  svg += fmt::format(R"(<line class="base" x1="{:.1f}" x2="{:.1f}" y1="{:.1f}" y2="{:.1f}"/>)",
                     kLeft, right, bottom, bottom);
}

void draw_marks(std::string& svg, const LineChart& chart, const Scale& scale) {
  for (const int64_t mark : chart.marks) {
    const auto epoch = static_cast<size_t>(mark);
    if (mark < 1 || epoch > scale.epochs) continue;
    svg +=
        fmt::format(R"(<line class="mark" x1="{0:.1f}" x2="{0:.1f}" y1="{1:.1f}" y2="{2:.1f}">)"
                    R"(<title>{3} {4}</title></line>)",
                    scale.x(epoch), kTop, kTop + kPlotHeight, escape_html(chart.mark_name), epoch);
  }
}

void draw_band(std::string& svg, const ChartSeries& series, const Scale& scale) {
  if (series.low.empty()) return;
  std::string upper, lower;
  for (const size_t epoch : sampled(series.values.size(), kMaxPoints)) {
    const double low = series.low[epoch - 1], high = series.high[epoch - 1];
    if (!std::isfinite(low) || !std::isfinite(high)) continue;
    upper += fmt::format("{:.1f},{:.1f} ", scale.x(epoch), scale.y(high));
    lower.insert(0, fmt::format("{:.1f},{:.1f} ", scale.x(epoch), scale.y(low)));
  }
  svg += fmt::format(R"(<polygon class="band {}" points="{}{}"/>)", series.css_class, upper, lower);
}

void draw_line(std::string& svg, const ChartSeries& series, const Scale& scale) {
  std::string path;
  bool pen_down = false;
  for (const size_t epoch : sampled(series.values.size(), kMaxPoints)) {
    const double value = series.values[epoch - 1];
    if (!std::isfinite(value)) {
      pen_down = false;
      continue;
    }
    path += fmt::format("{}{:.1f},{:.1f}", pen_down ? "L" : "M", scale.x(epoch), scale.y(value));
    pen_down = true;
  }
  svg += fmt::format(R"(<path class="line {}" d="{}"/>)", series.css_class, path);
  if (series.values.size() == 1 && pen_down) {
    svg += fmt::format(R"(<circle class="dot {}" cx="{:.1f}" cy="{:.1f}" r="3"/>)",
                       series.css_class, scale.x(1), scale.y(series.values[0]));
  }
}

struct Label {
  const ChartSeries* series;
  double y;
};

// Names at the ends of their lines, moved apart where they would overlap.
void draw_labels(std::string& svg, const LineChart& chart, const Scale& scale) {
  constexpr double kSpacing = 14;
  std::vector<Label> labels;
  for (const ChartSeries& series : chart.series) {
    const auto last = std::find_if(series.values.rbegin(), series.values.rend(),
                                   [](double value) { return std::isfinite(value); });
    if (last != series.values.rend()) labels.push_back({&series, scale.y(*last) + 4});
  }
  std::sort(labels.begin(), labels.end(), [](auto& a, auto& b) { return a.y < b.y; });
  for (size_t i = 1; i < labels.size(); ++i) {
    labels[i].y = std::max(labels[i].y, labels[i - 1].y + kSpacing);
  }
  double limit = kTop + kPlotHeight + 4;
  for (size_t i = labels.size(); i-- > 0; limit -= kSpacing) {
    labels[i].y = std::min(labels[i].y, limit);
  }
  for (const Label& label : labels) {
    svg += fmt::format(R"(<text class="label {}" x="{:.1f}" y="{:.1f}">{}</text>)",
                       label.series->css_class, kLeft + kPlotWidth + 8, label.y,
                       escape_html(label.series->name));
  }
}

// Invisible columns over the plot that show their values when pointed at.
void draw_tooltips(std::string& svg, const LineChart& chart, const Scale& scale) {
  const std::vector<size_t> epochs = sampled(scale.epochs, kMaxTooltips);
  const double width = kPlotWidth / static_cast<double>(epochs.size());
  for (const size_t epoch : epochs) {
    std::string text = fmt::format("epoch {}", epoch);
    for (const ChartSeries& series : chart.series) {
      if (epoch > series.values.size()) continue;
      text +=
          fmt::format("\n{} {}", series.name, value_text(series.values[epoch - 1], chart.percent));
    }
    svg += fmt::format(R"(<rect class="hit" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}">)"
                       R"(<title>{}</title></rect>)",
                       scale.x(epoch) - width / 2, kTop, width, kPlotHeight, escape_html(text));
  }
}

}  // namespace

std::vector<double> round_ticks(double low, double high, int wanted) {
  if (!(high > low)) high = low + (low == 0 ? 1 : std::abs(low) * 0.1);
  const double rough = (high - low) / wanted;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  double step = 10 * power;
  for (const double factor : {5.0, 2.0, 1.0}) {
    if (factor * power >= rough * 0.999) step = factor * power;
  }
  std::vector<double> ticks;
  const double first = std::floor(low / step + 1e-9), last = std::ceil(high / step - 1e-9);
  for (double i = first; i <= last; ++i) ticks.push_back(i * step);
  return ticks;
}

std::string escape_html(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      default:
        safe += c;
    }
  }
  return safe;
}

std::string line_chart_svg(const LineChart& chart) {
  const Scale scale = scale_of(chart);
  std::string svg;
  svg += fmt::format(R"(<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">)",
                     kWidth, kHeight, escape_html(chart.title));
  svg += fmt::format(R"(<text class="title" x="{}" y="18">{}</text>)", 0, escape_html(chart.title));
  draw_axes(svg, chart, scale);
  for (const ChartSeries& series : chart.series) draw_band(svg, series, scale);
  draw_marks(svg, chart, scale);
  for (const ChartSeries& series : chart.series) draw_line(svg, series, scale);
  draw_labels(svg, chart, scale);
  draw_tooltips(svg, chart, scale);
  svg += "</svg>";
  return svg;
}

}  // namespace heddle
