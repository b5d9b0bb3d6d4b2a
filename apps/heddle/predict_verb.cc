// heddle predict DATA --run DIR --out FILE: classes or scores for every row, without any labels.

#include "apps/heddle/exit_codes.h"
#include "apps/heddle/model_arguments.h"
#include "apps/heddle/predictions_file.h"
#include "apps/heddle/verb.h"
#include "heddle/base/json.h"
#include "heddle/base/units.h"

namespace heddle::cli {
namespace {

struct PredictArguments : ModelArguments {
  std::string out;
  bool scores = false;

  void add_to(Verb& verb) {
    ModelArguments::add_to(verb);
    verb.add_option("--out", out, "the file to write, by its extension npy, csv or tsv")
        .type_name("FILE")
        .required()
        .check([](const std::string& path) {
          try {
            predictions_format(path);
          } catch (const Error& error) {
            return std::string(error.what());
          }
          return std::string();
        });
    verb.add_flag("--scores", scores, "the probability of each class instead of the class");
  }
};

int run_predict(const PredictArguments& arguments, Console& console) {
  const ModelOutput output = run_model(arguments, console);
  const ModelFile& model = output.loaded.model;
  const std::vector<std::string>& names =
      model.class_names.empty() ? output.dataset.class_names : model.class_names;
  require(names.empty() || std::ssize(names) == output.classes, "{}: {} names for {} classes",
          output.loaded.checkpoint.source(), names.size(), output.classes);
  const Predictions predictions = {output.values, output.classes, model.multi_label, names};
  write_predictions(arguments.out, predictions, output.dataset, arguments.scores);
  console.say("{:<9}{} predictions in {}", "wrote", format_count(output.dataset.rows()),
              arguments.out);
  const Json json = {{"dataset", output.dataset.name}, {"model", model.model},
                     {"rows", output.dataset.rows()},  {"classes", output.classes},
                     {"scores", arguments.scores},     {"out", arguments.out}};
  console.object(print_json(json));
  return kDone;
}

}  // namespace

void add_predict(CommandLine& command_line, Chosen& chosen) {
  add_verb<PredictArguments>(command_line, chosen, "predict", "write a trained model's predictions",
                             run_predict);
}

}  // namespace heddle::cli
