#include "heddle/data/builtin_spec.h"

#include "heddle/base/error.h"
#include "heddle/base/join.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

namespace heddle {
namespace {

constexpr std::string_view kPrefix = "builtin:";

double parse_value(const BuiltinKey& key, const std::string& text, const std::string& generator) {
  double value = 0;
  const char* text_end = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), text_end, value);
  const bool ok = error == std::errc{} && end == text_end && value >= key.lowest &&
                  value <= key.highest && (key.fraction || value == std::floor(value));
  require(ok, "builtin:{}: {} = '{}', need a {}number from {} to {}", generator, key.name, text,
          key.fraction ? "" : "whole ", key.lowest, key.highest);
  return value;
}

}  // namespace

bool is_builtin_spec(std::string_view text) { return text.starts_with(kPrefix); }

BuiltinSpec parse_builtin_spec(std::string_view text) {
  check(is_builtin_spec(text), "parse_builtin_spec: not a builtin");
  const std::string_view rest = text.substr(kPrefix.size());
  const size_t question = std::min(rest.find('?'), rest.size());
  BuiltinSpec spec{std::string(rest.substr(0, question)), {}};
  std::string_view settings = rest.substr(std::min(question + 1, rest.size()));
  while (!settings.empty()) {
    const size_t end = std::min(settings.find('&'), settings.size());
    const std::string_view setting = settings.substr(0, end);
    const size_t equals = setting.find('=');
    require(equals != std::string_view::npos, "{}: '{}', need key=value", text, setting);
    const bool is_new = spec.settings
                            .emplace(std::string(setting.substr(0, equals)),
                                     std::string(setting.substr(equals + 1)))
                            .second;
    require(is_new, "{}: '{}' is given twice", text, setting.substr(0, equals));
    settings.remove_prefix(std::min(end + 1, settings.size()));
  }
  return spec;
}

BuiltinValues::BuiltinValues(const BuiltinSpec& spec, std::span<const BuiltinKey> keys)
    : given_(spec.settings) {
  std::vector<std::string_view> names;
  for (const BuiltinKey& key : keys) {
    names.push_back(key.name);
    values_.emplace(key.name, key.standard);
  }
  for (const auto& [name, text] : spec.settings) {
    const auto key = std::find_if(keys.begin(), keys.end(), [&wanted = name](const BuiltinKey& k) {
      return k.name == wanted;
    });
    require(key != keys.end(), "builtin:{}: unknown key '{}', there are: {}", spec.name, name,
            names.empty() ? "none" : join(names, ", "));
    values_[name] = parse_value(*key, text, spec.name);
  }
}

double BuiltinValues::real(std::string_view key) const {
  const auto value = values_.find(key);
  check(value != values_.end(), "builtin: key that the generator does not declare");
  return value->second;
}

int64_t BuiltinValues::whole(std::string_view key) const { return static_cast<int64_t>(real(key)); }

bool BuiltinValues::given(std::string_view key) const { return given_.contains(key); }

}  // namespace heddle
