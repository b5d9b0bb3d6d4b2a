#include "apps/heddle/training_arguments.h"

#include "apps/heddle/exit_codes.h"
#include "heddle/base/thread_count.h"
#include "heddle/base/units.h"
#include "heddle/circuits/learn/circuit_dataset.h"
#include "heddle/train/recipes.h"

#include <algorithm>

namespace heddle::cli {
namespace {

// "--threads" before the data set is there: flag, file, else all.
int loading_threads(const TrainingArguments& arguments, const ConfigFile& file) {
  TrainConfig config;
  apply(file, config);
  arguments.flags.apply(config);
  return thread_count(config.threads);
}

std::string features_text(const Dataset& dataset) {
  const int64_t columns = feature_columns(dataset.features);
  if (columns == 0) return "no features";
  return fmt::format("{} {}features", format_count(columns),
                     std::holds_alternative<CsrMatrix>(dataset.features) ? "sparse " : "");
}

std::string size_text(const Dataset& dataset) {
  std::string text;
  if (dataset.level == Level::kGraph) text = format_count(dataset.graphs()) + " graphs, ";
  text += fmt::format("{} nodes, {} edges", format_count(dataset.graph.nodes()),
                      format_count(dataset.graph.edges()));
  if (dataset.graph.relations.size() > 1) {
    text += fmt::format(" of {} relations", dataset.graph.relations.size());
  }
  return text + ", " + features_text(dataset) + fmt::format(", {} classes", dataset.classes);
}

std::string split_text(const Dataset& dataset, int64_t number) {
  const auto splits = static_cast<int64_t>(dataset.splits.size());
  if (number >= splits) return "";
  const Split& split = dataset.splits[static_cast<size_t>(number)];
  const std::string which = splits > 1 ? fmt::format("split {} of {}: ", number, splits) : "";
  return fmt::format("; {}train {}, val {}, test {}", which, format_count(std::ssize(split.train)),
                     format_count(std::ssize(split.validation)),
                     format_count(std::ssize(split.test)));
}

// A cross-validation sets these itself: what a user asks for would have no effect.
void require_free_settings(const TrainingArguments& arguments, const TrainConfig& config,
                           const TrainConfig& recipe) {
  if (config.protocol != "fair-cv") return;
  for (const std::string_view name : {"hidden", "dropout", "repeat", "split"}) {
    const ConfigField& field = *find_config_field(name);
    const bool given = arguments.flags.find(name) != nullptr ||
                       print_config_value(config, field) != print_config_value(recipe, field);
    if (!given) continue;
    throw UsageError(fmt::format(
        "{}: the protocol fair-cv sets it itself, in each fold; with --protocol split it is yours",
        name));
  }
}

}  // namespace

void TrainingArguments::add_to(Verb& verb) {
  data.add_to(verb);
  verb.add_option("--config", config_path,
                  "settings from a TOML file, under the names of the flags; flags win")
      .type_name("FILE");
  verb.add_option(
          "--preset", preset,
          "of circuits:...: heddle (default), or gamora: their features, model and recipe, to "
          "compare with")
      .choices({"heddle", "gamora"});
  flags.add_to(verb);
  compile.add_to(verb);
  verb.add_option("--memory", memory_limit,
                  "plan to stay within so much, loading included, such as 4GiB; 0: no limit")
      .type_name("SIZE")
      .size_in_bytes();
}

std::string TrainingArguments::data_text() const {
  if (preset.empty()) return data.data;
  if (!is_circuit_data(data.data)) throw UsageError("--preset: only for DATA of circuits:...");
  return preset == "gamora" ? data.data + ";preset=gamora" : data.data;
}

void TrainingArguments::apply_to(TrainHooks& hooks, Console& console) const {
  hooks.compile = compile.options(console);
  hooks.memory_limit = static_cast<int64_t>(memory_limit);
}

ConfigFile config_file_of(const TrainingArguments& arguments) {
  return arguments.config_path.empty() ? ConfigFile() : read_config_file(arguments.config_path);
}

TrainingSetup set_up(const TrainingArguments& arguments, const ConfigFile& file) {
  TrainingSetup setup;
  setup.data = arguments.data.given() ? arguments.data_text() : file.data;
  setup.undirected = arguments.data.undirectedness();
  if (!setup.undirected) setup.undirected = file.undirected;
  setup.dataset = DataArguments::load_from(
      setup.data, {.undirected = setup.undirected, .threads = loading_threads(arguments, file)});
  const std::string* model = arguments.flags.find("model");
  if (model == nullptr) model = file.find("model");
  Recipe recipe = recipe_for(setup.dataset, model == nullptr ? "" : *model);
  setup.recipe = std::move(recipe.source);
  setup.config = recipe.config;
  apply(file, setup.config);
  arguments.flags.apply(setup.config);
  require_free_settings(arguments, setup.config, recipe.config);
  return setup;
}

void print_setup(const TrainingSetup& setup, Console& console) {
  const TrainConfig& config = setup.config;
  console.say("{:<9}{}: {}{}", "data", setup.dataset.name, size_text(setup.dataset),
              split_text(setup.dataset, config.split));
  console.say("{:<9}{}", "recipe", setup.recipe);
  std::string_view section;
  std::string line;
  for (const ConfigField& field : config_fields()) {
    const std::string value = print_config_value(config, field);
    const std::string item = fmt::format(
        "{} {}", field.name, value.front() == '"' ? value.substr(1, value.size() - 2) : value);
    const bool starts = field.section != section;
    if (!line.empty() && (starts || line.size() + item.size() > 98)) {
      console.line(line);
      line.clear();
    }
    line += line.empty() ? fmt::format("{:<9}{}", starts ? field.section : "", item) : ", " + item;
    section = field.section;
  }
  console.line(line);
}

}  // namespace heddle::cli
