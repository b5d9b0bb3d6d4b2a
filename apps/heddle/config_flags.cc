#include "apps/heddle/config_flags.h"

#include "heddle/base/join.h"

#include <fmt/core.h>

namespace heddle::cli {
namespace {

// "Model", "Training", "Run": the headings of --help.
std::string heading(std::string_view section) {
  std::string text(section);
  text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text + " (default: the recipe of the data set)";
}

}  // namespace

void ConfigFlags::add_to(Verb& verb) {
  for (const ConfigField& field : config_fields()) add_flag(verb, field);
}

void ConfigFlags::add_flag(Verb& verb, const ConfigField& field) {
  Given& given = given_[&field];
  const std::string help(field.help);
  if (field.is_flag()) {
    given.option = verb.add_negatable_flag(std::string(field.name), given.text, help);
  } else {
    given.option = verb.add_option(fmt::format("--{}", field.name), given.text, help);
    given.option.type_name(field.is_number() ? "N" : join(field.choices, "|"));
  }
  given.option.take_last().group(heading(field.section));
  given.option.check([&field](const std::string& text) {
    TrainConfig scratch;
    if (set_config_value(scratch, field, text)) return std::string();
    return fmt::format("'{}', needs {}", text, field.needs());
  });
}

const std::string* ConfigFlags::find(std::string_view name) const {
  const auto found = given_.find(find_config_field(name));
  if (found == given_.end() || !found->second.option.given()) return nullptr;
  return &found->second.text;
}

void ConfigFlags::apply(TrainConfig& config) const {
  for (const auto& [field, given] : given_) {
    if (given.option.given()) set_config_value(config, *field, given.text);
  }
}

}  // namespace heddle::cli
