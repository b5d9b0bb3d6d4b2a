// heddle circuit label CIRCUIT --set SET --out FILE: the exact class of every node.

#include "apps/heddle/circuit_verbs.h"
#include "apps/heddle/exit_codes.h"
#include "heddle/base/json.h"
#include "heddle/base/timer.h"
#include "heddle/base/units.h"
#include "heddle/circuits/learn/label_set.h"
#include "heddle/graph/io/npy_writer.h"

#include <optional>
#include <vector>

namespace heddle::cli {
namespace {

struct LabelArguments {
  CircuitFile circuit;
  std::string set, golden, out;

  void add_to(Verb& verb) {
    circuit.add_to(verb);
    verb.add_option("--set", set,
                    "root: sums and carries of adders; shared: what belongs to adders, to XORs, to "
                    "both; functional: what still is a sum or a carry of the golden circuit")
        .choices({kLabelSetNames.begin(), kLabelSetNames.end()})
        .required();
    verb.add_option("--golden", golden, "functional: the circuit that CIRCUIT was made of")
        .type_name("FILE");
    verb.add_option("--out", out,
                    "npy file of uint8: one class for each AIGER variable from 1 on, then one for "
                    "each output")
        .type_name("FILE")
        .required();
  }
};

int run_label(const LabelArguments& arguments, Console& console) {
  const LabelSet set = label_set(arguments.set);
  if ((set == LabelSet::kFunctional) != !arguments.golden.empty()) {
    throw UsageError("--golden: the set functional needs it, the others do not");
  }
  const Timer timer;
  const Aig aig = arguments.circuit.read(console);
  std::optional<Aig> golden;
  if (!arguments.golden.empty()) golden = arguments.circuit.load(arguments.golden);
  const Timer label_timer;
  const std::vector<uint8_t> labels = exact_labels(set, aig, golden ? &*golden : nullptr);
  const double label_seconds = label_timer.seconds();
  const std::span<const std::string_view> names = class_names(set);
  std::vector<int64_t> counts(names.size());
  for (const uint8_t label : labels) ++counts[label];
  Json classes = Json::object();
  for (size_t i = 0; i < names.size(); ++i) {
    classes[std::string(names[i])] = counts[i];
    console.say("{:<9}{} {:<8}{:>13}", i == 0 ? "classes" : "", i, names[i],
                format_count(counts[i]));
  }
  write_npy(arguments.out, labels);
  console.say("{:<9}{}, labelled in {}, {} in all", "wrote", arguments.out,
              format_seconds(label_seconds), format_seconds(timer.seconds()));
  console.object(print_json(Json{{"circuit", arguments.circuit.file},
                                 {"set", arguments.set},
                                 {"labels", labels.size()},
                                 {"classes", std::move(classes)},
                                 {"label_seconds", label_seconds},
                                 {"seconds", timer.seconds()},
                                 {"out", arguments.out}}));
  return kDone;
}

}  // namespace

void add_circuit_label(Verb& circuit, Chosen& chosen) {
  add_verb<LabelArguments>(circuit, chosen, "label", "the exact class of every node", run_label);
}

}  // namespace heddle::cli
