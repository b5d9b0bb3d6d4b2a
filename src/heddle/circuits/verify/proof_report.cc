#include "heddle/circuits/verify/proof_report.h"

#include "heddle/base/units.h"
#include "heddle/circuits/aig_structure.h"
#include "heddle/circuits/verify/adder_picture.h"
#include "heddle/train/line_chart.h"
#include "heddle/train/report_style.h"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

namespace heddle {
namespace {

constexpr size_t kMostListed = 200;

std::string card(std::string_view name, std::string_view value, std::string_view detail) {
  return fmt::format(
      "<div class=\"card\"><div class=\"name\">{}</div><div class=\"value\">{}</div>"
      "<div class=\"detail\">{}</div></div>\n",
      name, value, detail);
}

std::vector<PicturedAdder> pictured_adders(const Aig& aig, const MultiplierProof& proof) {
  const std::vector<int32_t> level = levels(aig);
  std::vector<PicturedAdder> adders;
  for (const RewritingStep& step : proof.steps) {
    adders.push_back({step.column, level[variable_of(step.identity.sum)], step.identity.is_full()});
  }
  return adders;
}

std::string cards(const ProofReport& report, const Aig& aig, const MultiplierProof& proof) {
  const auto full =
      std::count_if(proof.steps.begin(), proof.steps.end(),
                    [](const RewritingStep& step) { return step.identity.is_full(); });
  return "<div class=\"cards\">\n" +
         card("verdict", to_string(proof.verdict), format_seconds(report.seconds)) +
         card("circuit", format_count(std::ssize(aig.ands)),
              fmt::format("ANDs, {} inputs, {} outputs", aig.inputs, aig.outputs.size())) +
         card("adders", format_count(std::ssize(proof.steps)),
              fmt::format("{} full, {} others", format_count(full),
                          format_count(std::ssize(proof.steps) - full))) +
         card("functions of inputs", format_count(std::ssize(proof.expanded)),
              "multiplied out at the end") +
         "</div>\n";
}

std::string counterexample_section(const Mismatch& mismatch) {
  return fmt::format(
      "<section class=\"warning\"><h2>Where it is wrong</h2><div class=\"scroll\"><table>"
      "<tr><th>a</th><td class=\"code\">{}</td></tr><tr><th>b</th><td class=\"code\">{}</td></tr>"
      "<tr><th>expected</th><td class=\"code\">{}</td></tr>"
      "<tr><th>got</th><td class=\"code\">{}</td></tr></table></div></section>\n",
      mismatch.a, mismatch.b, mismatch.expected, mismatch.got);
}

std::string uncovered_section(const std::vector<uint32_t>& uncovered) {
  std::string list;
  for (size_t i = 0; i < std::min(uncovered.size(), kMostListed); ++i) {
    list += fmt::format("{}{}", i == 0 ? "" : ", ", uncovered[i]);
  }
  if (uncovered.size() > kMostListed) list += ", ...";
  return fmt::format(
      "<section class=\"warning\"><h2>What is left</h2><p class=\"note\">{} gates depend on many "
      "inputs and no adder explains them: the AIGER variables</p><p>{}</p></section>\n",
      format_count(std::ssize(uncovered)), list);
}

}  // namespace

std::string proof_report_html(const ProofReport& report, const Aig& aig,
                              const MultiplierProof& proof) {
  std::string html = fmt::format(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{0}: {1}</title>"
      "<meta name=\"viewport\" content=\"width=device-width\"><style>{2}</style></head>\n"
      "<body><main><header><h1>{1}</h1><p>{0}: its outputs against {3}</p></header>\n",
      escape_html(report.circuit), to_string(proof.verdict), kReportStyle,
      escape_html(report.claim));
  html += cards(report, aig, proof);
  if (proof.counterexample) html += counterexample_section(*proof.counterexample);
  if (!proof.uncovered.empty()) html += uncovered_section(proof.uncovered);
  if (!proof.steps.empty()) {
    html +=
        "<section><h2>Adders that were rewritten</h2><p class=\"note\">"
        "<span class=\"key\">full</span><span class=\"key half\">half</span> adders by the column "
        "of their sum and its level; the fuller a cell, the darker</p>" +
        adder_picture_svg(pictured_adders(aig, proof)) + "</section>\n";
  }
  return html + "</main></body></html>\n";
}

}  // namespace heddle
