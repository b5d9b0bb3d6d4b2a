#include "apps/heddle/command_line.h"

#include "apps/heddle/exit_codes.h"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <cstdint>
#include <optional>
#include <string_view>

namespace heddle::cli {
namespace {

// Flags that come as --x and --no-x are told from each other by "{true}" behind their names.
class PlainFormatter : public CLI::Formatter {
 public:
  std::string make_option_name(const CLI::Option* option, bool is_positional) const override {
    std::string name = CLI::Formatter::make_option_name(option, is_positional);
    for (const std::string_view value : {"{true}", "{false}"}) {
      const size_t at = name.find(value);
      if (at != std::string::npos) name.erase(at, value.size());
    }
    return name;
  }
};

std::vector<std::string> names_of(const std::vector<const CLI::App*>& verbs) {
  std::vector<std::string> names;
  for (const CLI::App* verb : verbs) names.push_back(verb->get_name());
  return names;
}

std::vector<const CLI::App*> verbs_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

}  // namespace

Option& Option::group(const std::string& heading) {
  option_->group(heading);
  return *this;
}

Option& Option::type_name(const std::string& name) {
  option_->type_name(name);
  return *this;
}

Option& Option::show_default() {
  option_->capture_default_str();
  return *this;
}

Option& Option::required() {
  option_->required();
  return *this;
}

Option& Option::take_last() {
  option_->take_last();
  return *this;
}

Option& Option::take_all() {
  option_->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  return *this;
}

Option& Option::delimiter(char between_values) {
  option_->delimiter(between_values);
  return *this;
}

template <class T>
Option& Option::range(T least, T most) {
  option_->check(CLI::Range(least, most));
  return *this;
}

Option& Option::non_negative() {
  option_->check(CLI::NonNegativeNumber);
  return *this;
}

Option& Option::choices(const std::vector<std::string>& values) {
  option_->check(CLI::IsMember(values));
  return *this;
}

Option& Option::check(const std::function<std::string(const std::string&)>& problem) {
  option_->check(problem);
  return *this;
}

Option& Option::size_in_bytes() {
  option_->transform(CLI::AsSizeValue(false));
  return *this;
}

bool Option::given() const { return option_->count() > 0; }

template <class T>
Option Verb::add_option(const std::string& names, T& value, const std::string& help) {
  return Option(app_->add_option(names, value, help));
}

Option Verb::add_flag(const std::string& name, bool& value, const std::string& help) {
  return Option(app_->add_flag(name, value, help));
}

Option Verb::add_negatable_flag(const std::string& name, std::string& value,
                                const std::string& help) {
  const std::string names = fmt::format("--{0}{{true}},--no-{0}{{false}}", name);
  return Option(app_->add_flag(names, value, help));
}

Verb Verb::add_verb(const std::string& name, const std::string& help,
                    const std::function<void()>& on_given) {
  CLI::App* verb = app_->add_subcommand(name, help);
  verb->callback([verb, on_given] {
    if (verb->get_subcommands().empty()) on_given();
  });
  return Verb(verb);
}

CommandLine::CommandLine(const ProgramText& text)
    : app_(std::make_unique<CLI::App>(text.description, text.name)) {
  app_->set_version_flag("--version", text.version);
  app_->footer(text.footer);
  app_->require_subcommand(1);
  app_->formatter(std::make_shared<PlainFormatter>());
  app_->get_formatter()->column_width(34);
}

CommandLine::~CommandLine() = default;

Verb CommandLine::add_verb(const std::string& name, const std::string& help,
                           const std::function<void()>& on_given) {
  return Verb(app_.get()).add_verb(name, help, on_given);
}

Verb CommandLine::add_group(const std::string& name, const std::string& help) {
  CLI::App* group = app_->add_subcommand(name, help);
  group->require_subcommand(1);
  return Verb(group);
}

std::vector<std::string> CommandLine::verb_names() const { return names_of(verbs_of(*app_)); }

std::vector<std::string> CommandLine::verb_names(std::string_view group) const {
  for (const CLI::App* verb : verbs_of(*app_)) {
    const bool is_group = verb->get_require_subcommand_min() > 0;
    if (is_group && verb->get_name() == group) return names_of(verbs_of(*verb));
  }
  return {};
}

bool CommandLine::parse(int argc, char** argv) {
  try {
    app_->parse(argc, argv);
    return true;
  } catch (const CLI::Success& help) {
    app_->exit(help);
    return false;
  } catch (const CLI::ParseError& error) {
    throw UsageError(error.what());
  }
}

// What may be added: compiled here, once.
template Option& Option::range(int, int);
template Option& Option::range(int64_t, int64_t);
template Option& Option::range(double, double);
template Option Verb::add_option(const std::string&, int&, const std::string&);
template Option Verb::add_option(const std::string&, int64_t&, const std::string&);
template Option Verb::add_option(const std::string&, uint64_t&, const std::string&);
template Option Verb::add_option(const std::string&, double&, const std::string&);
template Option Verb::add_option(const std::string&, std::string&, const std::string&);
template Option Verb::add_option(const std::string&, std::optional<int64_t>&, const std::string&);
template Option Verb::add_option(const std::string&, std::vector<int64_t>&, const std::string&);
template Option Verb::add_option(const std::string&, std::vector<std::string>&, const std::string&);

}  // namespace heddle::cli
