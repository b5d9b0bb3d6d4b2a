#include "heddle/train/config_file.h"

#include "heddle/base/error.h"
#include "heddle/base/join.h"
#include "heddle/base/json.h"
#include "heddle/train/flat_toml.h"

#include <fmt/core.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

namespace heddle {
namespace {

constexpr size_t kMaxFileBytes = size_t{1} << 20;

// Whether a value of this kind may stand for the field; a whole number serves as a real.
bool fits(TomlAssignment::Kind kind, const ConfigField& field) {
  switch (kind) {
    case TomlAssignment::Kind::kText:
      return !field.is_flag() && !field.is_number();
    case TomlAssignment::Kind::kBoolean:
      return field.is_flag();
    default:
      return field.is_number();
  }
}

void read_key(ConfigFile& file, const TomlAssignment& given, std::string_view place) {
  if (given.key == "data") {
    require(given.kind == TomlAssignment::Kind::kText, "{}: data needs a text", place);
    file.data = given.value;
    return;
  }
  if (given.key == "undirected") {
    require(given.kind == TomlAssignment::Kind::kBoolean, "{}: undirected needs true or false",
            place);
    file.undirected = given.value == "true";
    return;
  }
  const ConfigField* field = find_config_field(given.key);
  if (field == nullptr) {
    const std::string nearest = nearest_config_name(given.key);
    fail(ErrorKind::kInvalidArgument, "{}: unknown key '{}'{}; valid keys: data, undirected, {}",
         place, given.key, nearest.empty() ? "" : fmt::format(", perhaps '{}'", nearest),
         config_names());
  }
  TrainConfig scratch;
  require(fits(given.kind, *field) && set_config_value(scratch, *field, given.value),
          "{}: {} = {}: needs {}", place, given.key, given.value, field->needs());
  file.values.emplace_back(field, given.value);
}

// As a TOML text; JSON writes the same escapes.
std::string quoted(const std::string& text) { return print_json(Json(text)); }

}  // namespace

const std::string* ConfigFile::find(std::string_view name) const {
  for (const auto& [field, text] : values) {
    if (field->name == name) return &text;
  }
  return nullptr;
}

ConfigFile read_config_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in || std::filesystem::is_directory(path)) {
    fail(ErrorKind::kIo, "{}: cannot open the file: {}", path.string(),
         in ? "is a directory" : std::strerror(errno));
  }
  std::string text(kMaxFileBytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(in.gcount()));
  require(text.size() <= kMaxFileBytes, "{}: a configuration has at most {} bytes", path.string(),
          kMaxFileBytes);
  return parse_config_file(text, path.string());
}

ConfigFile parse_config_file(std::string_view text, std::string_view source) {
  ConfigFile file;
  for (const TomlAssignment& given : parse_flat_toml(text, source)) {
    read_key(file, given, fmt::format("{}:{}", source, given.line));
  }
  return file;
}

void apply(const ConfigFile& file, TrainConfig& config) {
  for (const auto& [field, text] : file.values) set_config_value(config, *field, text);
}

std::string print_config_file(const TrainConfig& config, const std::string& data,
                              std::optional<bool> undirected) {
  std::string text =
      "# The whole configuration of a training run: heddle train --config FILE runs it again.\n";
  text += fmt::format("data = {}\n", quoted(data));
  if (undirected) text += fmt::format("undirected = {}\n", *undirected);
  std::string_view section;
  for (const ConfigField& field : config_fields()) {
    if (field.section != section) {
      section = field.section;
      text += fmt::format("\n# {}\n", section);
    }
    const std::string choices =
        field.choices.empty() ? "" : fmt::format(" ({})", join(field.choices, ", "));
    text += fmt::format("{} = {}  # {}{}\n", field.name, print_config_value(config, field),
                        field.help, choices);
  }
  return text;
}

}  // namespace heddle
