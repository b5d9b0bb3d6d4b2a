#include "heddle/circuits/describe.h"

#include "heddle/base/json.h"
#include "heddle/base/units.h"
#include "heddle/circuits/aig_structure.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace heddle {
namespace {

// The constant and x AND x, x AND NOT x.
bool is_trivial(const AndGate& gate) {
  return variable_of(gate.fanin0) == 0 || variable_of(gate.fanin0) == variable_of(gate.fanin1);
}

int64_t count_duplicates(const std::vector<AndGate>& ands) {
  std::vector<uint64_t> gates;
  gates.reserve(ands.size());
  for (const AndGate& gate : ands) gates.push_back(uint64_t{gate.fanin1} << 32 | gate.fanin0);
  std::sort(gates.begin(), gates.end());
  return gates.end() - std::unique(gates.begin(), gates.end());
}

void describe_fanouts(const Aig& aig, CircuitDescription& description) {
  const Fanouts fanouts = count_fanouts(aig);
  for (uint32_t variable = 1; variable < aig.variables(); ++variable) {
    const int64_t readers = int64_t{fanouts.gates[variable]} + fanouts.outputs[variable];
    if (readers > description.max_fanout) {
      description.max_fanout = readers;
      description.max_fanout_variable = variable;
    }
    if (aig.is_input(variable)) {
      description.unused_inputs += readers == 0 ? 1 : 0;
    } else {
      ++description.fanouts[static_cast<size_t>(std::min<int64_t>(readers, 4))];
    }
    description.inverted_fanins += fanouts.inverted[variable];
  }
  description.inverted_fanins += fanouts.inverted[0];
}

void describe_outputs(const Aig& aig, CircuitDescription& description) {
  const std::vector<int32_t> levels = heddle::levels(aig);
  for (const Literal output : aig.outputs) {
    const uint32_t variable = variable_of(output);
    description.levels = std::max<int64_t>(description.levels, levels[variable]);
    description.constant_outputs += variable == 0 ? 1 : 0;
    description.input_outputs += aig.is_input(variable) ? 1 : 0;
  }
}

double inverted_share(const CircuitDescription& d) {
  return d.ands == 0 ? 0.0
                     : static_cast<double>(d.inverted_fanins) / (2.0 * static_cast<double>(d.ands));
}

std::string line(std::string_view key, std::string_view text) {
  return fmt::format("{:<14}{}\n", key, text);
}

}  // namespace

CircuitDescription describe(const Aig& aig, std::string name) {
  CircuitDescription description;
  description.name = std::move(name);
  description.inputs = aig.inputs;
  description.outputs = static_cast<int64_t>(aig.outputs.size());
  description.ands = static_cast<int64_t>(aig.ands.size());
  describe_fanouts(aig, description);
  describe_outputs(aig, description);
  const std::vector<char> reaches = reaches_output(aig);
  description.dangling = std::count(reaches.begin() + aig.first_and(), reaches.end(), 0);
  description.duplicate = count_duplicates(aig.ands);
  description.trivial = std::count_if(aig.ands.begin(), aig.ands.end(), is_trivial);
  return description;
}

std::string to_text(const CircuitDescription& d) {
  std::string text = line("circuit", d.name);
  text += line("inputs", fmt::format("{} ({} unused)", format_count(d.inputs),
                                     format_count(d.unused_inputs)));
  text +=
      line("outputs", fmt::format("{} ({} constant, {} an input)", format_count(d.outputs),
                                  format_count(d.constant_outputs), format_count(d.input_outputs)));
  text += line("ANDs",
               fmt::format("{} in {} levels, {:.1f}% of their fan-ins inverted",
                           format_count(d.ands), format_count(d.levels), 100 * inverted_share(d)));
  text += line("", fmt::format("{} dangling, {} duplicate, {} trivial", format_count(d.dangling),
                               format_count(d.duplicate), format_count(d.trivial)));
  text += line("fan-out", fmt::format("of ANDs: {} with 1, {} with 2, {} with 3, {} with more",
                                      format_count(d.fanouts[1]), format_count(d.fanouts[2]),
                                      format_count(d.fanouts[3]), format_count(d.fanouts[4])));
  if (d.max_fanout == 0) return text;
  text += line(
      "", fmt::format("at most {}, of {} {}", format_count(d.max_fanout),
                      d.max_fanout_variable > d.inputs ? "AND" : "input", d.max_fanout_variable));
  return text;
}

std::string to_json(const CircuitDescription& d) {
  const Json json = {{"circuit", d.name},
                     {"inputs", d.inputs},
                     {"unused_inputs", d.unused_inputs},
                     {"outputs", d.outputs},
                     {"constant_outputs", d.constant_outputs},
                     {"input_outputs", d.input_outputs},
                     {"ands", d.ands},
                     {"levels", d.levels},
                     {"inverted_fanin_share", inverted_share(d)},
                     {"dangling_ands", d.dangling},
                     {"duplicate_ands", d.duplicate},
                     {"trivial_ands", d.trivial},
                     {"and_fanouts",
                      {{"0", d.fanouts[0]},
                       {"1", d.fanouts[1]},
                       {"2", d.fanouts[2]},
                       {"3", d.fanouts[3]},
                       {"more", d.fanouts[4]}}},
                     {"max_fanout", d.max_fanout},
                     {"max_fanout_variable", d.max_fanout_variable}};
  return print_json(json);
}

}  // namespace heddle
