// heddle circuit evaluate CIRCUITS --run DIR: how many nodes of circuits a model gets wrong, beside
// what no model of its depth can get right and what needs no model.

#include "apps/heddle/circuit_verbs.h"
#include "apps/heddle/exit_codes.h"
#include "heddle/base/json.h"
#include "heddle/base/thread_count.h"
#include "heddle/base/units.h"
#include "heddle/circuits/learn/circuit_evaluation.h"
#include "heddle/circuits/learn/circuit_list.h"

namespace heddle::cli {
namespace {

struct CircuitEvaluateArguments {
  std::string circuits, run, table;
  int threads = 0;

  void add_to(Verb& verb) {
    verb.add_option(
            "CIRCUITS", circuits,
            "files and multipliers with commas between them: m.aig,booth:64,array:64-256/64")
        .required();
    verb.add_option("--run", run, "a run of heddle train circuits:..., or its checkpoint")
        .type_name("DIR")
        .required();
    verb.add_option("--table", table,
                    "circuits, such as those of the training, for a look-up table of colours that "
                    "is tried on the others")
        .type_name("CIRCUITS");
    verb.add_option("--threads", threads, "0: all cores").range(0, 1024);
  }
};

Json set_json(const CircuitSetScores& scores) {
  Json json = {{"wrong", scores.wrong},
               {"majority_wrong", scores.majority_wrong},
               {"unavoidable_wrong", scores.unavoidable_wrong}};
  if (scores.table_wrong) json["table_wrong"] = *scores.table_wrong;
  if (scores.cuts_wrong) json["cuts_wrong"] = *scores.cuts_wrong;
  if (!scores.areas.empty()) json["roc_auc"] = scores.areas;
  return json;
}

void say_set(Console& console, const CircuitSetScores& scores, int64_t nodes) {
  const double share = 100.0 * (1 - static_cast<double>(scores.wrong) / static_cast<double>(nodes));
  std::string line = fmt::format(
      "  {:<11}{} wrong ({:.4f} % right); majority {}, unavoidable {}",
      kLabelSetNames[static_cast<size_t>(scores.set)], format_count(scores.wrong), share,
      format_count(scores.majority_wrong), format_count(scores.unavoidable_wrong));
  if (scores.table_wrong) line += fmt::format(", table {}", format_count(*scores.table_wrong));
  if (scores.cuts_wrong) line += fmt::format(", cuts {}", format_count(*scores.cuts_wrong));
  console.line(line);
  if (scores.areas.empty()) return;
  console.say("  {:<11}area under the ROC curve: sums {:.4f}, carries {:.4f}", "", scores.areas[0],
              scores.areas[1]);
}

int run_circuit_evaluate(const CircuitEvaluateArguments& arguments, Console& console) {
  const LoadedModel model = load_model(arguments.run);
  const CircuitModelShape shape = circuit_model_shape(model.model);
  CircuitEvaluator evaluator(model, thread_count(arguments.threads));
  if (!arguments.table.empty()) {
    for (const NamedCircuit& circuit : read_circuit_list(arguments.table)) {
      evaluator.add_to_table(circuit);
    }
  }
  console.say("{:<9}{} layers of messages", "model", shape.hops);
  Json results = Json::array();
  for (const NamedCircuit& circuit : read_circuit_list(arguments.circuits)) {
    const CircuitEvaluation evaluation = evaluator.evaluate(circuit);
    console.say("{}: {} nodes", circuit.name, format_count(evaluation.nodes));
    Json result = {{"circuit", circuit.name}, {"nodes", evaluation.nodes}};
    for (const CircuitSetScores& scores : evaluation.sets) {
      say_set(console, scores, evaluation.nodes);
      result[std::string(kLabelSetNames[static_cast<size_t>(scores.set)])] = set_json(scores);
    }
    results.push_back(std::move(result));
  }
  console.object(print_json(Json{{"run", arguments.run}, {"circuits", std::move(results)}}));
  return kDone;
}

}  // namespace

void add_circuit_evaluate(Verb& circuit, Chosen& chosen) {
  add_verb<CircuitEvaluateArguments>(circuit, chosen, "evaluate",
                                     "how many nodes a model gets wrong", run_circuit_evaluate);
}

}  // namespace heddle::cli
