// The command line: verbs and what may stand behind them. CLI11 parses it; because its headers take
// long to compile, only command_line.cc includes them.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {  // NOLINT(readability-identifier-naming): the name is the library's
class App;
class Option;
}  // namespace CLI

namespace heddle::cli {

// A flag or an option of a verb. Refers to it, as a pointer does.
class Option {
 public:
  Option() = default;
  explicit Option(CLI::Option* option) : option_(option) {}

  // Text: under which heading it stands in --help, what stands there for its value.
  Option& group(const std::string& heading);
  Option& type_name(const std::string& name);
  Option& show_default();

  // How often: at least once, the last one counts, all of them count.
  Option& required();
  Option& take_last();
  Option& take_all();
  Option& delimiter(char between_values);

  // Which values: any other one is a usage error. `problem` returns what is wrong, else "".
  template <class T>
  Option& range(T least, T most);  // int, int64_t, double
  Option& non_negative();
  Option& choices(const std::vector<std::string>& values);
  Option& check(const std::function<std::string(const std::string&)>& problem);
  Option& size_in_bytes();  // takes units: 4GiB, 4g and 4gb are all 2^32

  bool given() const;  // once the command line is parsed

 private:
  CLI::Option* option_ = nullptr;
};

// The arguments of a verb. Parsing writes to the variables they were added with.
class Verb {
 public:
  explicit Verb(CLI::App* app) : app_(app) {}

  // `names` as in "--data,DATA": flags begin with dashes, a name without is a position. T is one of
  // the types at the end of command_line.cc.
  template <class T>
  Option add_option(const std::string& names, T& value, const std::string& help);
  Option add_flag(const std::string& name, bool& value, const std::string& help);
  // --name and --no-name: the value is "true" or "false".
  Option add_negatable_flag(const std::string& name, std::string& value, const std::string& help);
  // Given in front of anything else it takes the place of this verb, whose `on_given` is not
  // called.
  Verb add_verb(const std::string& name, const std::string& help,
                const std::function<void()>& on_given);

 private:
  CLI::App* app_;
};

// What the program says about itself.
struct ProgramText {
  std::string name, description, version;
  std::string footer;  // of --help
};

// All verbs; one of them must be given.
class CommandLine {
 public:
  explicit CommandLine(const ProgramText& text);
  ~CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  // `on_given` is called at the end of parsing.
  Verb add_verb(const std::string& name, const std::string& help,
                const std::function<void()>& on_given);
  // A word that needs one of its own verbs behind it: heddle circuit label.
  Verb add_group(const std::string& name, const std::string& help);
  std::vector<std::string> verb_names() const;  // and those of groups
  // Empty if there is no such group.
  std::vector<std::string> verb_names(std::string_view group) const;

  // False if help or the version was asked for, which is printed. Throws UsageError.
  bool parse(int argc, char** argv);

 private:
  std::unique_ptr<CLI::App> app_;
};

}  // namespace heddle::cli
