// "builtin:sbm?nodes=1000&degree=8": the name of a generator and its settings.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>

namespace heddle {

// One setting of a generator. Whole numbers only, unless `fraction`.
struct BuiltinKey {
  std::string_view name;
  double standard;  // the value if it is not given
  double lowest, highest;
  bool fraction;
  std::string_view meaning;
};

struct BuiltinSpec {
  std::string name;
  std::map<std::string, std::string, std::less<>> settings;
};

bool is_builtin_spec(std::string_view text);  // begins with "builtin:"

// Splits the text; InvalidArgument for a setting without '=' and for one given twice.
BuiltinSpec parse_builtin_spec(std::string_view text);

// The settings of a spec, checked against the keys of its generator: a key that does not exist
// and a value out of range are refused in one line that lists what there is.
class BuiltinValues {
 public:
  BuiltinValues(const BuiltinSpec& spec, std::span<const BuiltinKey> keys);

  double real(std::string_view key) const;
  int64_t whole(std::string_view key) const;
  bool given(std::string_view key) const;

 private:
  std::map<std::string, double, std::less<>> values_;
  std::map<std::string, std::string, std::less<>> given_;
};

}  // namespace heddle
