#include "heddle/circuits/learn/circuit_list.h"

#include "heddle/base/error.h"
#include "heddle/base/join.h"
#include "heddle/circuits/generate/multiplier.h"
#include "heddle/circuits/generate/multiplier_names.h"
#include "heddle/circuits/io/circuit_file.h"
#include "heddle/graph/io/fields.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace heddle {
namespace {

constexpr std::string_view kSignedSuffix = "-signed";
constexpr int64_t kMostWidths = 1000;

// `text` up to the first `separator`, and what is behind that, if it is there.
struct Parts {
  std::string_view before;
  std::optional<std::string_view> behind;
};

Parts cut(std::string_view text, char separator) {
  const size_t end = text.find(separator);
  if (end == std::string_view::npos) return {text, std::nullopt};
  return {text.substr(0, end), text.substr(end + 1)};
}

template <class Enum, size_t count>
std::optional<Enum> value_of(const std::array<std::string_view, count>& names,
                             std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

// "booth-signed/mux", with the widths still open; nothing if it names no family.
std::optional<MultiplierOptions> parse_family(std::string_view text) {
  MultiplierOptions options;
  auto [family, style_name] = cut(text, '/');
  options.is_signed = family.ends_with(kSignedSuffix);
  if (options.is_signed) family.remove_suffix(kSignedSuffix.size());
  const auto value = value_of<MultiplierFamily>(kMultiplierFamilyNames, family);
  const auto style =
      style_name ? value_of<AdderStyle>(kAdderStyleNames, *style_name) : options.style;
  if (!value || !style) return std::nullopt;
  options.family = *value;
  options.style = *style;
  return options;
}

// "8", "8-24" or "8-24/8"; empty if it is none of these.
std::vector<int64_t> parse_widths(std::string_view text) {
  const auto [range, step_text] = cut(text, '/');
  const auto [first_text, last_text] = cut(range, '-');
  const std::optional<int64_t> first = parse_int(first_text);
  const std::optional<int64_t> last = last_text ? parse_int(*last_text) : first;
  const std::optional<int64_t> step = step_text ? parse_int(*step_text) : 1;
  if (!first || !last || !step || *first < 1 || *last < *first || *step < 1) return {};
  const int64_t steps = (*last - *first) / *step;
  if (steps >= kMostWidths) return {};
  std::vector<int64_t> widths;
  for (int64_t i = 0; i <= steps; ++i) widths.push_back(*first + i * *step);
  return widths;
}

void append_circuits(std::string_view item, std::vector<NamedCircuit>& circuits) {
  if (is_circuit_file(item)) {
    circuits.push_back({std::string(item), read_circuit(item), std::nullopt});
    return;
  }
  const auto [family, widths_text] = cut(item, ':');
  std::optional<MultiplierOptions> options = parse_family(family);
  const std::vector<int64_t> widths = parse_widths(widths_text.value_or(""));
  require(options.has_value() && !widths.empty(),
          "circuits: '{}', need the path of a circuit file, or a family ({}; perhaps with "
          "-signed and /STYLE) and widths as in booth:16 or array:8-24/8",
          item, join(kMultiplierFamilyNames, ", "));
  for (const int64_t width : widths) {
    options->bits = width;
    circuits.push_back(
        {fmt::format("{}:{}", family, width), make_multiplier(*options), std::nullopt});
  }
}

// A circuit, or several, perhaps with a golden one behind "@".
void append_item(std::string_view item, std::vector<NamedCircuit>& circuits) {
  const auto [own_item, golden_item] = cut(item, '@');
  const size_t first = circuits.size();
  append_circuits(own_item, circuits);
  if (!golden_item) return;
  std::vector<NamedCircuit> golden;
  append_circuits(*golden_item, golden);
  require(golden.size() == 1 && circuits.size() == first + 1,
          "circuits: '{}', need one circuit before @ and one behind it", item);
  circuits.back().golden = std::move(golden.front().aig);
}

}  // namespace

std::vector<NamedCircuit> read_circuit_list(std::string_view items) {
  std::vector<NamedCircuit> circuits;
  require(!items.empty(), "circuits: none are named");
  for (std::optional<std::string_view> rest = items; rest;) {
    const auto [item, behind] = cut(*rest, ',');
    append_item(item, circuits);
    rest = behind;
  }
  return circuits;
}

}  // namespace heddle
