// Every setting of a training run by name: the flags of the command line and the keys of a
// configuration file are this one list.
#pragma once

#include "heddle/train/config.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace heddle {

using ConfigSlot = std::variant<int64_t*, uint64_t*, int*, double*, bool*, std::string*>;

struct ConfigField {
  std::string_view name;  // "weight-decay": the flag --weight-decay, the key weight-decay
  std::string_view section;
  std::string_view help;
  ConfigSlot (*slot)(TrainConfig&);
  double lowest = 0, highest = 0;                  // of a number
  bool below_highest = false;                      // highest itself is not allowed
  std::span<const std::string_view> choices = {};  // of a text
  // Of a text whose choices have numbers in them ("maxk:K"): is it one of them?
  bool (*accepts)(std::string_view) = nullptr;

  bool is_flag() const;    // true or false
  bool is_number() const;  // whole or not
  // "a whole number from 1 to 1000", "one of gcn, sage".
  std::string needs() const;
};

std::span<const ConfigField> config_fields();
const ConfigField* find_config_field(std::string_view name);  // null if there is none

// For messages about a name that does not exist.
std::string config_names();                              // "model, layers, ..."
std::string nearest_config_name(std::string_view name);  // after a slip of the pen; or empty

// The value as it stands in a configuration file: 16, 5e-4, true, "gcn".
std::string print_config_value(const TrainConfig& config, const ConfigField& field);

// Sets it from text as a user types it (a text without quotes). Returns false, and changes
// nothing, if the text is not what field.needs() says.
bool set_config_value(TrainConfig& config, const ConfigField& field, std::string_view text);

}  // namespace heddle
