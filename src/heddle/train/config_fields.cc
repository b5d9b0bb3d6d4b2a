#include "heddle/train/config_fields.h"

#include "heddle/base/error.h"
#include "heddle/base/join.h"
#include "heddle/nn/activation.h"
#include "heddle/nn/layer_messages.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <type_traits>
#include <vector>

namespace heddle {
namespace {

using Names = std::span<const std::string_view>;
constexpr std::array<std::string_view, 7> kModels = {"gcn", "sage",    "gat",   "rgcn",
                                                     "gin", "circuit", "gamora"};
constexpr std::array<std::string_view, 3> kNorms = {"none", "batch", "layer"};
constexpr std::array<std::string_view, 2> kPrecisions = {"f32", "bf16"};
constexpr std::array<std::string_view, 3> kOptimizers = {"adam", "adamw", "sgd"};
constexpr std::array<std::string_view, 2> kDecayLayers = {"all", "first"};
constexpr std::array<std::string_view, 2> kSelections = {"best", "last"};
constexpr std::array<std::string_view, 2> kProtocols = {"split", "fair-cv"};

template <auto Member>
ConfigSlot of_model(TrainConfig& config) {
  return &(config.model.*Member);
}
template <auto Member>
ConfigSlot of_training(TrainConfig& config) {
  return &(config.*Member);
}

using M = ModelConfig;
using T = TrainConfig;
constexpr std::string_view kModel = "model", kTraining = "training", kRun = "run";

constexpr std::array<std::string_view, 2> kBitsForms = {"none", "layer0=8,hubs=4,..."};
bool is_message_bits(std::string_view text) { return parse_message_bits(text).has_value(); }
bool is_activation(std::string_view text) { return parse_activation(text).has_value(); }

const std::array<ConfigField, 32> kFields = {{
    {"model", kModel, "what is trained", of_model<&M::model>, 0, 0, false, kModels},
    {"layers", kModel, "number of layers", of_model<&M::layers>, 1, 1000},
    {"hidden", kModel, "width of hidden layers; for gat of each head", of_model<&M::hidden>, 1,
     1 << 20},
    {"heads", kModel, "gat: heads of hidden layers", of_model<&M::heads>, 1, 1024},
    {"output-heads", kModel, "gat: heads of the last layer, averaged", of_model<&M::output_heads>,
     1, 1024},
    {"bases", kModel, "rgcn: bases of the relation weights; 0: a full weight per relation",
     of_model<&M::bases>, 0, 1 << 20},
    {"norm", kModel, "normalisation after hidden layers", of_model<&M::norm>, 0, 0, false, kNorms},
    {"activation", kModel,
     "after hidden layers; maxk keeps K columns of a row, group_maxk K of every G",
     of_model<&M::activation>, 0, 0, false, kActivationForms, is_activation},
    {"dropout", kModel, "probability, on the input of every layer", of_model<&M::dropout>, 0, 1,
     true},
    {"attention-dropout", kModel, "gat: probability, on attention coefficients",
     of_model<&M::attention_dropout>, 0, 1, true},
    {"input-dropout", kModel, "dropout on the features too", of_model<&M::input_dropout>},
    {"residual", kModel, "add the input of a hidden layer to its output where widths agree",
     of_model<&M::residual>},
    {"precision", kModel, "of rows and products; weights stay f32", of_model<&M::precision>, 0, 0,
     false, kPrecisions},
    {"messages", kModel, "of rows along edges; auto: what is fastest of same, bf16 and int8",
     of_model<&M::messages>, 0, 0, false, kMessageChoices},
    {"bits", kModel, "of the messages of single layers, 32, 16 (bf16), 8, 4 or 2, and of hubs",
     of_model<&M::bits>, 0, 0, false, kBitsForms, is_message_bits},

    {"optimizer", kTraining, "adam couples weight decay to gradients as PyTorch does, adamw not",
     of_training<&T::optimizer>, 0, 0, false, kOptimizers},
    {"lr", kTraining, "learning rate", of_training<&T::learning_rate>, 0, 1e6},
    {"lr-decay", kTraining, "factor on the learning rate every lr-decay-every epochs",
     of_training<&T::learning_rate_decay>, 0, 1},
    {"lr-decay-every", kTraining, "epochs between two decays of the learning rate; 0: never",
     of_training<&T::decay_every>, 0, 1e9},
    {"momentum", kTraining, "of sgd", of_training<&T::momentum>, 0, 1, true},
    {"weight-decay", kTraining, "L2", of_training<&T::weight_decay>, 0, 1e6},
    {"decay-layers", kTraining, "layers that weight decay applies to",
     of_training<&T::decay_layers>, 0, 0, false, kDecayLayers},
    {"epochs", kTraining, "at most so many", of_training<&T::epochs>, 1, 1e9},
    {"patience", kTraining, "stop after so many epochs without a better validation; 0: never",
     of_training<&T::patience>, 0, 1e9},
    {"select", kTraining, "keep the weights of the best validation epoch, or of the last",
     of_training<&T::select>, 0, 0, false, kSelections},
    {"batch-size", kTraining, "graphs per step, for data sets of many graphs",
     of_training<&T::batch_size>, 1, 1 << 20},
    {"normalize-features", kTraining, "divide each row of features by its sum",
     of_training<&T::normalize_features>},

    {"protocol", kRun,
     "split: the data set's own; fair-cv: all folds, hidden and dropout chosen inside each",
     of_training<&T::protocol>, 0, 0, false, kProtocols},
    {"split", kRun, "which of the data set's splits, from 0", of_training<&T::split>, 0, 1 << 20},
    {"repeat", kRun, "runs, with seeds seed, seed + 1, ...", of_training<&T::repeat>, 1, 1e6},
    {"seed", kRun, "of weights, dropout and batches", of_training<&T::seed>, 0, 9e18},
    {"threads", kRun, "0: all cores; no result depends on it", of_training<&T::threads>, 0, 4096},
}};

bool is_whole(const ConfigField& field) {
  TrainConfig config;
  const ConfigSlot slot = field.slot(config);
  return field.is_number() && !std::holds_alternative<double*>(slot);
}

bool in_range(const ConfigField& field, double value) {
  return value >= field.lowest &&
         (field.below_highest ? value < field.highest : value <= field.highest);
}

// All of the text must be one number.
template <class Number>
bool parse(std::string_view text, Number& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

// Levenshtein's distance.
size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

bool ConfigField::is_flag() const {
  TrainConfig config;
  return std::holds_alternative<bool*>(slot(config));
}

bool ConfigField::is_number() const {
  TrainConfig config;
  return !is_flag() && !std::holds_alternative<std::string*>(slot(config));
}

std::string ConfigField::needs() const {
  if (is_flag()) return "true or false";
  if (!is_number()) return fmt::format("one of {}", join(choices, ", "));
  return fmt::format("a {}number from {:.10g} to {}{:.10g}", is_whole(*this) ? "whole " : "",
                     lowest, below_highest ? "below " : "", highest);
}

std::span<const ConfigField> config_fields() { return kFields; }

const ConfigField* find_config_field(std::string_view name) {
  const auto* found =
      std::find_if(kFields.begin(), kFields.end(), [&](auto& f) { return f.name == name; });
  return found == kFields.end() ? nullptr : found;
}

std::string config_names() {
  std::vector<std::string_view> names;
  names.reserve(kFields.size());
  for (const ConfigField& field : kFields) names.push_back(field.name);
  return join(names, ", ");
}

std::string nearest_config_name(std::string_view name) {
  if (name.size() > 64) return "";
  const ConfigField* best = nullptr;
  size_t smallest = 3;
  for (const ConfigField& field : kFields) {
    const size_t distance = edit_distance(name, field.name);
    if (distance < smallest && distance < field.name.size()) {
      best = &field;
      smallest = distance;
    }
  }
  return best == nullptr ? "" : std::string(best->name);
}

std::string print_config_value(const TrainConfig& config, const ConfigField& field) {
  TrainConfig copy = config;
  return std::visit(
      [](auto* value) {
        using Value = std::remove_pointer_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, std::string>) return fmt::format("\"{}\"", *value);
        if constexpr (std::is_same_v<Value, double>) {
          std::string text = fmt::format("{}", *value);  // shortest text that reads the same
          return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
        }
        return fmt::format("{}", *value);
      },
      field.slot(copy));
}

bool set_config_value(TrainConfig& config, const ConfigField& field, std::string_view text) {
  return std::visit(
      [&](auto* slot) {
        using Value = std::remove_pointer_t<decltype(slot)>;
        if constexpr (std::is_same_v<Value, std::string>) {
          const bool accepted = field.accepts != nullptr
                                    ? field.accepts(text)
                                    : std::find(field.choices.begin(), field.choices.end(), text) !=
                                          field.choices.end();
          if (!accepted) return false;
          *slot = text;
          return true;
        } else if constexpr (std::is_same_v<Value, bool>) {
          if (text != "true" && text != "false") return false;
          *slot = text == "true";
          return true;
        } else {
          Value value = 0;
          if (!parse(text, value) || !in_range(field, static_cast<double>(value))) return false;
          *slot = value;
          return true;
        }
      },
      field.slot(config));
}

}  // namespace heddle
