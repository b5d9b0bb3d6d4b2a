// A configuration as a TOML file: flat keys, the names of the flags.
#pragma once

#include "heddle/train/config_fields.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace heddle {

struct ConfigFile {
  std::string data;                // the key "data": the data set; may be empty
  std::optional<bool> undirected;  // beside it: what a line of edges stands for
  std::vector<std::pair<const ConfigField*, std::string>> values;

  const std::string* find(std::string_view name) const;  // null if the file does not say
};

// Throws InvalidArgument naming file, line and what is needed: broken TOML, a key that does not
// exist (with all that do), a value of another type or out of range. Io if it cannot be read.
ConfigFile read_config_file(const std::filesystem::path& path);
ConfigFile parse_config_file(std::string_view text, std::string_view source);

void apply(const ConfigFile& file, TrainConfig& config);

// Every setting with its meaning. read_config_file() of it gives the same configuration.
std::string print_config_file(const TrainConfig& config, const std::string& data,
                              std::optional<bool> undirected = {});

}  // namespace heddle
