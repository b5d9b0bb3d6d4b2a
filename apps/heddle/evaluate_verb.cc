// heddle evaluate DATA --run DIR: scores of a trained model on the splits of a data set.

#include "apps/heddle/exit_codes.h"
#include "apps/heddle/model_arguments.h"
#include "apps/heddle/verb.h"
#include "heddle/base/json.h"
#include "heddle/train/metrics.h"
#include "heddle/train/single_run.h"

#include <numeric>
#include <optional>

namespace heddle::cli {
namespace {

struct EvaluateArguments : ModelArguments {
  std::optional<int64_t> split;

  void add_to(Verb& verb) {
    ModelArguments::add_to(verb);
    verb.add_option("--split", split, "which of the data set's splits (default: that of training)")
        .type_name("N")
        .non_negative();
  }
};

int64_t split_number(const EvaluateArguments& arguments, const Checkpoint& checkpoint) {
  if (arguments.split) return *arguments.split;
  return checkpoint.has(kSplitKey) ? checkpoint.integer(kSplitKey) : 0;
}

std::vector<int32_t> labelled_rows(const Dataset& dataset) {
  std::vector<int32_t> rows(dataset.labels.empty() ? 0 : static_cast<size_t>(dataset.rows()));
  std::iota(rows.begin(), rows.end(), 0);
  if (!dataset.multi_label) {
    std::erase_if(rows, [&](int32_t row) { return dataset.labels[static_cast<size_t>(row)] < 0; });
  }
  return rows;
}

struct Part {
  std::string name;
  std::vector<int32_t> rows;
};

// Train, val and test of the split, and all rows with a label.
std::vector<Part> parts_of(const Dataset& dataset, int64_t number) {
  const auto splits = static_cast<int64_t>(dataset.splits.size());
  std::vector<Part> parts;
  if (splits > 0) {
    require(number >= 0 && number < splits, "data set '{}': split {}, there are {}, from 0",
            dataset.name, number, splits);
    const Split& split = dataset.splits[static_cast<size_t>(number)];
    parts = {{"train", split.train}, {"val", split.validation}, {"test", split.test}};
  }
  parts.push_back({"all", labelled_rows(dataset)});
  require(!parts.back().rows.empty(), "data set '{}' has no labels to compare with", dataset.name);
  return parts;
}

Json scores_json(const Part& part, const Scores& scores) {
  return {{"rows", part.rows.size()},
          {"accuracy", scores.accuracy},
          {"micro_f1", scores.micro_f1},
          {"macro_f1", scores.macro_f1},
          {"roc_auc", scores.roc_auc}};
}

int run_evaluate(const EvaluateArguments& arguments, Console& console) {
  const ModelOutput output = run_model(arguments, console);
  const int64_t number = split_number(arguments, output.loaded.checkpoint);
  const Dataset& dataset = output.dataset;
  Json json = {{"dataset", dataset.name},
               {"model", output.loaded.model.model},
               {"metric", output.loaded.model.metric},
               {"split", number}};
  console.say("{:<9}{:>9} {:>9} {:>9} {:>9} {:>9}", "", "rows", "accuracy", "micro-F1", "macro-F1",
              "ROC-AUC");
  for (const Part& part : parts_of(dataset, number)) {
    const Scores scores = all_scores(output.logits(), dataset, part.rows);
    console.say("{:<9}{:>9} {:>9.4f} {:>9.4f} {:>9.4f} {:>9.4f}", part.name, part.rows.size(),
                scores.accuracy, scores.micro_f1, scores.macro_f1, scores.roc_auc);
    json[part.name] = scores_json(part, scores);
  }
  json["threads"] = output.threads;
  console.object(print_json(json));
  return kDone;
}

}  // namespace

void add_evaluate(CommandLine& command_line, Chosen& chosen) {
  add_verb<EvaluateArguments>(command_line, chosen, "evaluate",
                              "score a trained model on a data set", run_evaluate);
}

}  // namespace heddle::cli
