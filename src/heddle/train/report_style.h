// The style sheet of report.html.
#pragma once

#include <string_view>

namespace heddle {

inline constexpr std::string_view kReportStyle = R"css(
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --text: #1b2330; --soft: #667085; --line: #e3e7ed;
  --track: #edf0f4; --train: #3366cc; --val: #d1700f; --test: #16865a; --loss: #7a4fc9;
  --measured: #3366cc; --planned: #a9bce4;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #11151b; --card: #1a2029; --text: #e7ebf1; --soft: #98a3b3; --line: #2b3440;
    --track: #252d38; --train: #82aaff; --val: #f0a55c; --test: #58cf9d; --loss: #b99cf3;
    --measured: #82aaff; --planned: #3f557f;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
main { max-width: 1180px; margin: 0 auto; padding: 40px 24px 64px; }
header { margin-bottom: 28px; }
h1 { margin: 0; font-size: 30px; line-height: 1.2; letter-spacing: -0.01em; }
header p { margin: 6px 0 0; color: var(--soft); overflow-wrap: anywhere; }
h2 { margin: 0 0 14px; font-size: 17px; }
section {
  background: var(--card); border: 1px solid var(--line); border-radius: 12px;
  padding: 20px 24px; margin-bottom: 20px;
}
.note { color: var(--soft); margin: 0 0 14px; }
.warning { border-left: 4px solid var(--val); }
.cards {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(190px, 1fr)); gap: 16px;
  margin-bottom: 20px;
}
.card {
  background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 16px 20px;
}
.card .name { color: var(--soft); font-size: 13px; }
.card .value { font-size: 27px; font-weight: 650; letter-spacing: -0.01em; white-space: nowrap; }
.card .value small { font-size: 15px; font-weight: 500; color: var(--soft); }
.card .detail { color: var(--soft); font-size: 13px; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(400px, 100%), 1fr)); gap: 24px; }
.chart { width: 100%; height: auto; display: block; font-size: 12px; }
.chart .title { font-size: 14px; font-weight: 600; fill: var(--text); }
.chart .axis { fill: var(--soft); }
.chart .grid { stroke: var(--line); stroke-width: 1; }
.chart .base { stroke: var(--soft); stroke-width: 1; }
.chart .mark { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 3 4; opacity: 0.7; }
.chart .line { fill: none; stroke-width: 2; stroke-linejoin: round; }
.chart .band { opacity: 0.16; stroke: none; }
.chart .label { font-weight: 600; }
.chart .hit { fill: transparent; }
.chart .hit:hover { fill: var(--text); opacity: 0.06; }
.line.train { stroke: var(--train); } .line.val { stroke: var(--val); }
.line.test { stroke: var(--test); } .line.loss { stroke: var(--loss); }
.band.train, .dot.train, .label.train { fill: var(--train); }
.band.val, .dot.val, .label.val { fill: var(--val); }
.band.test, .dot.test, .label.test { fill: var(--test); }
.band.loss, .dot.loss, .label.loss { fill: var(--loss); }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 500; font-size: 13px; white-space: nowrap; }
tr:last-child td { border-bottom: none; }
td.number, th.number { text-align: right; white-space: nowrap; }
td.number + td:not(.number), th.number + th:not(.number) { padding-left: 16px; }
td.code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: 13px; }
td.bars { width: 30%; min-width: 160px; }
.bar { height: 7px; border-radius: 4px; margin: 2px 0; min-width: 1px; }
.bar.measured { background: var(--measured); }
.bar.planned { background: var(--planned); }
.track { background: var(--track); border-radius: 6px; }
.track .bar { height: 14px; margin: 0; border-radius: 6px; }
.key::before {
  content: ""; display: inline-block; width: 10px; height: 10px; border-radius: 3px;
  margin: 0 6px 0 14px; background: var(--measured);
}
.key.planned::before { background: var(--planned); }
.key.half::before { background: var(--val); }
.settings { columns: 3 260px; column-gap: 36px; }
.settings div {
  display: flex; justify-content: space-between; gap: 12px; padding: 4px 0;
  border-bottom: 1px solid var(--line); break-inside: avoid;
}
.settings span:first-child { color: var(--soft); }
.settings span:last-child { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 13px; }
footer { color: var(--soft); font-size: 13px; }
@media print { body { background: none; } section, .card { break-inside: avoid; } }
)css";

}  // namespace heddle
