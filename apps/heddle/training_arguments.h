// What `train` and `explain` have in common: data, settings and where they come from.
#pragma once

#include "apps/heddle/command_line.h"
#include "apps/heddle/compile_arguments.h"
#include "apps/heddle/config_flags.h"
#include "apps/heddle/data_arguments.h"
#include "heddle/train/config_file.h"
#include "heddle/train/trainer.h"

#include <optional>
#include <string>

namespace heddle::cli {

struct TrainingArguments {
  DataArguments data;
  std::string config_path, preset;
  ConfigFlags flags;
  CompileArguments compile;
  uint64_t memory_limit = 0;  // bytes

  void add_to(Verb& verb);
  void apply_to(TrainHooks& hooks, Console& console) const;
  // DATA as it is written into the run directory, the preset with it; empty if it was not given.
  // Throws UsageError for a preset of other data than circuits.
  std::string data_text() const;
};

// A data set with all settings decided.
struct TrainingSetup {
  std::string data;                // as given
  std::optional<bool> undirected;  // as given
  Dataset dataset;
  TrainConfig config;
  std::string recipe;  // where the defaults are from
};

// Flags win over the file, the file over the recipe of the data set. Throws Error for what is
// wrong with file or data.
TrainingSetup set_up(const TrainingArguments& arguments, const ConfigFile& file);
ConfigFile config_file_of(const TrainingArguments& arguments);  // empty if none was given

// Data set, recipe and all settings, for people.
void print_setup(const TrainingSetup& setup, Console& console);

}  // namespace heddle::cli
