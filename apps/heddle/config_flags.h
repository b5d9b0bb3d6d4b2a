// The settings of a training as flags.
#pragma once

#include "apps/heddle/command_line.h"
#include "heddle/train/config_fields.h"

#include <map>
#include <string>
#include <string_view>

namespace heddle::cli {

// Texts as typed; what is not there was not given. Does not move: the parser points into it.
class ConfigFlags {
 public:
  ConfigFlags() = default;
  ConfigFlags(const ConfigFlags&) = delete;
  ConfigFlags& operator=(const ConfigFlags&) = delete;

  // A flag for every setting. A value that is not allowed is a usage error.
  void add_to(Verb& verb);

  const std::string* find(std::string_view name) const;  // null: not given
  void apply(TrainConfig& config) const;

 private:
  void add_flag(Verb& verb, const ConfigField& field);

  struct Given {
    std::string text;
    Option option;
  };
  std::map<const ConfigField*, Given> given_;
};

}  // namespace heddle::cli
