#include "heddle/train/report_html.h"

#include "heddle/train/learning_curves.h"
#include "heddle/train/line_chart.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <string>

namespace heddle {
namespace {

RunResult run_of(uint64_t seed, int64_t epochs) {
  RunResult run;
  run.seed = seed;
  run.best_epoch = epochs * 3 / 4;
  for (int64_t epoch = 1; epoch <= epochs; ++epoch) {
    const auto t = static_cast<double>(epoch);
    const double wave = 0.02 * std::sin(t * 0.7 + static_cast<double>(seed));
    run.epochs.push_back({epoch, 1.95 * std::exp(-t / 60) + 0.05 + wave, 1 - std::exp(-t / 15),
                          0.79 * (1 - std::exp(-t / 12)) + wave,
                          0.815 * (1 - std::exp(-t / 12)) + wave, 0.004});
  }
  run.train = 1;
  run.validation = 0.792;
  run.test = 0.81 + 0.003 * static_cast<double>(seed);
  run.weights_sha256 = std::string(64, static_cast<char>('a' + seed));
  return run;
}

TrainReport report_of(int64_t runs) {
  TrainReport report;
  report.dataset = "cora <2>";
  report.model = "gcn";
  report.metric = "accuracy";
  report.parameters = 23063;
  for (int64_t i = 0; i < runs; ++i) report.runs.push_back(run_of(static_cast<uint64_t>(i), 200));
  report.test_mean = 0.815;
  report.test_std = 0.007;
  report.epoch_seconds_median = 0.0042;
  report.first_epoch_seconds = 0.02;
  report.predicted_epoch_seconds = 0.0038;
  report.planned_memory_bytes = 187 << 20;
  report.peak_memory_bytes = 180 << 20;
  report.threads = 2;
  for (int i = 0; i < 30; ++i) {
    report.steps.push_back({"%" + std::to_string(i) + " = spmm", "spmm_csr_cpu_rowsplit",
                            0.001 / (i + 1), 0.0012 / (i + 1), (i + 1) << 20, 9000000 / (i + 1),
                            4e6 / (i + 1)});
  }
  return report;
}

size_t count(const std::string& text, const std::string& part) {
  size_t found = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

// Writes the page where HEDDLE_REPORT_FOLDER says, to look at it.
void keep(const std::string& name, const std::string& html) {
  if (const char* folder = std::getenv("HEDDLE_REPORT_FOLDER")) {
    std::ofstream(std::string(folder) + "/" + name) << html;
  }
}

TEST(ReportHtml, IsWholeAndStandsAlone) {
  for (const int64_t runs : {1, 10}) {
    const std::string html = report_html(report_of(runs), {}, "data/<x>");
    keep("report" + std::to_string(runs) + ".html", html);
    EXPECT_EQ(html.find("<!DOCTYPE html>"), 0u);
    EXPECT_EQ(count(html, "<svg"), 2u);
    for (const char* tag : {"section", "table", "svg", "div", "tr", "td", "title", "main"}) {
      const std::string name = tag;
      EXPECT_EQ(count(html, "<" + name + ">") + count(html, "<" + name + " "),
                count(html, "</" + name + ">"))
          << name;
    }
    for (const char* foreign : {"http:", "https:", "<script", "@import", "url(", "nan"}) {
      EXPECT_EQ(count(html, foreign), 0u) << foreign;
    }
    EXPECT_NE(html.find("GCN on cora &lt;2&gt;"), std::string::npos);
    EXPECT_NE(html.find("data/&lt;x&gt;"), std::string::npos);
    EXPECT_NE(html.find("81.5 %"), std::string::npos);
    EXPECT_NE(html.find("10 others"), std::string::npos);
  }
}

TEST(ReportHtml, ShowsWhatThereIs) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  TrainReport report = report_of(0);
  report.test_mean = report.test_std = kNan;
  report.steps.clear();
  const std::string empty = report_html(report, {}, "x");
  EXPECT_EQ(count(empty, "<svg"), 2u);
  EXPECT_EQ(count(empty, "nan"), 0u);

  report = report_of(1);
  report.runs[0].epochs.resize(1);
  report.runs[0].interrupted = true;
  for (EpochRecord& epoch : report.runs[0].epochs) epoch.test = kNan;
  const std::string one = report_html(report, {}, "x");
  keep("report_interrupted.html", one);
  EXPECT_NE(one.find("interrupted"), std::string::npos);
  EXPECT_EQ(count(one, "nan"), 0u);
}

TEST(ReportHtml, SaysWhatAFoldChose) {
  TrainReport report = report_of(2);
  EXPECT_EQ(count(report_html(report, {}, "x"), "hidden, dropout"), 0u);
  for (RunResult& run : report.runs) run.chosen = GridPoint{64, 0.5};
  const std::string html = report_html(report, {}, "x");
  EXPECT_EQ(count(html, "hidden, dropout"), 1u);
  EXPECT_EQ(count(html, "64, 0.5"), 2u);
}

TEST(LineChart, RoundTicks) {
  EXPECT_EQ(round_ticks(0, 1, 5), (std::vector<double>{0, 0.2, 0.4, 0.6000000000000001, 0.8, 1}));
  EXPECT_EQ(round_ticks(3, 197, 5), (std::vector<double>{0, 50, 100, 150, 200}));
  EXPECT_EQ(round_ticks(5, 5, 5).size(), 6u);
  for (const double scale : {1e-9, 1e-3, 1.0, 1e6, 1e12}) {
    const auto ticks = round_ticks(0.3 * scale, 7.1 * scale, 5);
    EXPECT_LE(ticks.front(), 0.3 * scale);
    EXPECT_GE(ticks.back(), 7.1 * scale);
    EXPECT_LE(ticks.size(), 7u);
  }
}

TEST(LineChart, LongRunsStaySmall) {
  TrainReport report = report_of(0);
  report.runs = {run_of(0, 20000)};
  EXPECT_LT(report_html(report, {}, "x").size(), size_t{120000});
}

TEST(LearningCurves, MeanAndBandWhereHalfOfTheRunsAre) {
  std::vector<RunResult> runs(3);
  runs[0].epochs = {{1, 1.0}, {2, 2.0}, {3, 5.0}};
  runs[1].epochs = {{1, 3.0}, {2, 4.0}};
  runs[2].epochs = {{1, 5.0}};
  const ChartSeries curve = learning_curve(runs, &EpochRecord::loss, "loss", "loss");
  EXPECT_EQ(curve.values, (std::vector<double>{3, 3}));
  EXPECT_EQ(curve.low[0], 1.0);
  EXPECT_EQ(curve.high[0], 5.0);
  EXPECT_DOUBLE_EQ(curve.high[1], 3 + std::sqrt(2.0));
  EXPECT_TRUE(learning_curve({runs[0]}, &EpochRecord::loss, "loss", "loss").low.empty());
}

}  // namespace
}  // namespace heddle
