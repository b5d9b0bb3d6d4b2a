#include "heddle/train/report_html.h"

#include "heddle/base/units.h"
#include "heddle/train/config_fields.h"
#include "heddle/train/learning_curves.h"
#include "heddle/train/line_chart.h"
#include "heddle/train/report_style.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <utility>
#include <vector>

namespace heddle {
namespace {

constexpr size_t kStepsShown = 20;

std::string metric_name(const std::string& metric) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kNames = {
      {{"accuracy", "accuracy"},
       {"micro_f1", "micro-F1"},
       {"macro_f1", "macro-F1"},
       {"roc_auc", "ROC-AUC"}}};
  for (const auto& [key, name] : kNames) {
    if (key == metric) return std::string(name);
  }
  return metric;
}

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

std::string percent(double share) {
  return std::isnan(share) ? "-" : fmt::format("{:.1f} %", 100 * share);
}

std::string rate(double amount, double seconds, std::string_view unit) {
  if (!(seconds > 0) || amount <= 0) return "-";
  return fmt::format("{:.1f} {}", amount / seconds * 1e-9, unit);
}

void card(std::string& html, std::string_view name, const std::string& value,
          const std::string& detail) {
  html += fmt::format(R"(<div class="card"><div class="name">{}</div><div class="value">{}</div>)"
                      "<div class=\"detail\">{}</div></div>\n",
                      name, value, detail);
}

void summary_cards(std::string& html, const TrainReport& report) {
  const size_t runs = report.runs.size();
  int64_t epochs = 0;
  for (const RunResult& run : report.runs) epochs += static_cast<int64_t>(run.epochs.size());
  html += "<div class=\"cards\">\n";
  std::string test = percent(report.test_mean);
  if (runs > 1) test += fmt::format(" <small>&plusmn; {:.1f}</small>", 100 * report.test_std);
  card(html, "Test " + metric_name(report.metric), test,
       runs > 1 ? fmt::format("mean and standard deviation of {} runs", runs)
                : fmt::format("at epoch {}", runs == 1 ? report.runs[0].best_epoch : 0));
  card(html, "Parameters", format_count(report.parameters), "learnt numbers");
  card(html, "Time per epoch", format_seconds(report.epoch_seconds_median),
       fmt::format("median; predicted {}", format_seconds(report.predicted_epoch_seconds)));
  card(html, "Peak memory", format_bytes(report.peak_memory_bytes),
       fmt::format("planned {}", format_bytes(report.planned_memory_bytes)));
  card(html, "Epochs", format_count(epochs),
       fmt::format("{} run{}, {} thread{}", runs, runs == 1 ? "" : "s", report.threads,
                   report.threads == 1 ? "" : "s"));
  html += "</div>\n";
}

void learning_curves(std::string& html, const TrainReport& report) {
  const std::vector<RunResult>& runs = report.runs;
  LineChart loss = {.title = "Training loss",
                    .series = {learning_curve(runs, &EpochRecord::loss, "loss", "loss")}};
  LineChart score = {.title = "Score: " + metric_name(report.metric),
                     .series = {learning_curve(runs, &EpochRecord::train, "train", "train"),
                                learning_curve(runs, &EpochRecord::validation, "val", "val"),
                                learning_curve(runs, &EpochRecord::test, "test", "test")},
                     .percent = true};
  std::erase_if(score.series, [](const ChartSeries& series) {
    return std::all_of(series.values.begin(), series.values.end(),
                       [](double value) { return std::isnan(value); });
  });
  if (runs.size() == 1) {
    score.marks = {runs[0].best_epoch};
    score.mark_name = "selected epoch";
  }
  html += fmt::format(
      "<section><h2>Learning curves</h2>{}<div class=\"charts\">\n<div>{}</div>\n"
      "<div>{}</div>\n</div></section>\n",
      runs.size() > 1 ? "<p class=\"note\">Lines are means over the runs, bands one "
                        "standard deviation to either side.</p>"
                      : "",
      line_chart_svg(loss), line_chart_svg(score));
}

std::string grid_point(const std::optional<GridPoint>& point) {
  return point ? fmt::format("{}, {}", point->hidden, point->dropout) : "-";
}

void runs_table(std::string& html, const TrainReport& report) {
  const bool folds = report.runs[0].chosen.has_value();
  html += fmt::format(
      "<section><h2>Runs</h2><div class=\"scroll\"><table><tr>"
      R"(<th class="number">{}</th><th class="number">{}</th>)"
      R"(<th class="number">epochs</th>)"
      R"(<th class="number">selected</th><th class="number">train</th>)"
      R"(<th class="number">validation</th><th class="number">test</th>)"
      "<th>SHA-256 of weights</th></tr>\n",
      folds ? "fold" : "run", folds ? "hidden, dropout" : "seed");
  for (size_t i = 0; i < report.runs.size(); ++i) {
    const RunResult& run = report.runs[i];
    html += fmt::format(
        R"(<tr><td class="number">{}</td><td class="number">{}</td><td class="number">{}</td>)"
        R"(<td class="number">{}</td><td class="number">{}</td><td class="number">{}</td>)"
        R"(<td class="number">{}</td>)"
        "<td class=\"code\">{}</td></tr>\n",
        i + 1, folds ? grid_point(run.chosen) : std::to_string(run.seed), run.epochs.size(),
        run.best_epoch, percent(run.train), percent(run.validation), percent(run.test),
        run.interrupted ? "interrupted" : run.weights_sha256.substr(0, 16));
  }
  html += "</table></div></section>\n";
}

void step_row(std::string& html, const StepProfile& step, double longest) {
  const auto width = [&](double seconds) { return longest > 0 ? 100 * seconds / longest : 0.0; };
  html += fmt::format(
      R"(<tr><td class="code">{}</td><td class="code">{}</td>)"
      R"(<td class="number">{}</td><td class="number">{}</td>)"
      R"(<td class="number">{}</td><td class="bars"><div class="bar measured" style="width:{:.1f}%"></div>)"
      R"(<div class="bar planned" style="width:{:.1f}%"></div></td>)"
      "<td class=\"number\">{}</td><td class=\"number\">{}</td></tr>\n",
      escape_html(step.name), escape_html(step.kernel),
      step.live_bytes > 0 ? format_bytes(step.live_bytes) : "-", format_seconds(step.seconds),
      format_seconds(step.predicted_seconds), width(step.seconds), width(step.predicted_seconds),
      rate(static_cast<double>(step.bytes), step.seconds, "GB/s"),
      rate(step.flops, step.seconds, "GFLOP/s"));
}

void steps_table(std::string& html, const TrainReport& report) {
  if (report.steps.empty()) return;
  std::vector<StepProfile> steps = report.steps;
  std::stable_sort(steps.begin(), steps.end(), [](const StepProfile& a, const StepProfile& b) {
    return a.seconds > b.seconds;
  });
  if (steps.size() > kStepsShown + 1) {
    StepProfile rest;
    rest.name = fmt::format("{} others", steps.size() - kStepsShown);
    for (size_t i = kStepsShown; i < steps.size(); ++i) {
      rest.seconds += steps[i].seconds;
      rest.predicted_seconds += steps[i].predicted_seconds;
      rest.live_bytes = std::max(rest.live_bytes, steps[i].live_bytes);
      rest.bytes += steps[i].bytes;
      rest.flops += steps[i].flops;
    }
    steps.resize(kStepsShown);
    steps.push_back(std::move(rest));
  }
  double longest = 0;
  for (const StepProfile& step : steps) {
    longest = std::max({longest, step.seconds, step.predicted_seconds});
  }
  html +=
      "<section><h2>Where an epoch's time and memory go</h2><p class=\"note\">Training "
      R"(steps of the plan, longest first:<span class="key">measured</span>)"
      R"(<span class="key planned">predicted before the run</span>)"
      "Memory: values that are alive while the step runs.</p>"
      "<div class=\"scroll\"><table><tr><th>step</th><th>kernel</th>"
      "<th class=\"number\">memory</th>"
      R"(<th class="number">measured</th><th class="number">predicted</th><th></th>)"
      R"(<th class="number">memory rate</th><th class="number">arithmetic</th></tr>)"
      "\n";
  for (const StepProfile& step : steps) step_row(html, step, longest);
  html += "</table></div></section>\n";
}

void memory_row(std::string& html, std::string_view name, std::string_view css_class, int64_t bytes,
                int64_t most) {
  html += fmt::format(R"(<tr><td>{}</td><td class="number">{}</td><td style="width:70%">)"
                      R"(<div class="track"><div class="bar {}" style="width:{:.1f}%"></div></div>)"
                      "</td></tr>\n",
                      name, format_bytes(bytes), css_class,
                      100 * static_cast<double>(bytes) / static_cast<double>(most));
}

void memory_table(std::string& html, const TrainReport& report) {
  const int64_t most =
      std::max({int64_t{1}, report.planned_memory_bytes, report.peak_memory_bytes});
  html +=
      "<section><h2>Memory</h2><p class=\"note\">Peak of the whole process, loading of "
      "the data included.</p><table>\n";
  memory_row(html, "planned", "planned", report.planned_memory_bytes, most);
  memory_row(html, "measured", "measured", report.peak_memory_bytes, most);
  html += "</table></section>\n";
}

void settings(std::string& html, const TrainConfig& config) {
  html += "<section><h2>Settings</h2><div class=\"settings\">\n";
  for (const ConfigField& field : config_fields()) {
    std::string value = print_config_value(config, field);
    if (value.size() > 1 && value.front() == '"') value = value.substr(1, value.size() - 2);
    html += fmt::format("<div title=\"{}\"><span>{}</span><span>{}</span></div>\n",
                        escape_html(field.help), field.name, escape_html(value));
  }
  html += "</div></section>\n";
}

}  // namespace

std::string report_html(const TrainReport& report, const TrainConfig& config,
                        const std::string& data) {
  std::string html;
  const std::string title = escape_html(upper(report.model) + " on " + report.dataset);
  html += fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{} - Heddle</title>\n<style>{}</style></head>\n<body><main>\n"
      "<header><h1>{}</h1><p>{}</p></header>\n",
      title, kReportStyle, title, escape_html(data));
  const bool interrupted = std::any_of(report.runs.begin(), report.runs.end(),
                                       [](auto& run) { return run.interrupted; });
  if (interrupted) {
    html +=
        "<section class=\"warning\">This training was interrupted; <code>heddle train --resume"
        "</code> goes on with it.</section>\n";
  }
  summary_cards(html, report);
  learning_curves(html, report);
  if (report.runs.size() > 1) runs_table(html, report);
  steps_table(html, report);
  memory_table(html, report);
  settings(html, config);
  html +=
      "<footer>Made by Heddle. The same numbers stand in report.json and metrics.csv.</footer>\n";
  html += "</main></body></html>\n";
  return html;
}

}  // namespace heddle
