// heddle generate NAME [KEY=VALUE...] --out DIR: a graph made by the program, as a data set.

#include "apps/heddle/data_arguments.h"
#include "apps/heddle/exit_codes.h"
#include "apps/heddle/verb.h"
#include "apps/heddle/write_dataset.h"
#include "heddle/base/json.h"
#include "heddle/base/thread_count.h"
#include "heddle/data/builtin_dataset.h"

#include <fmt/core.h>
namespace heddle::cli {
namespace {

struct GenerateArguments {
  std::string name, out;
  std::vector<std::string> settings;

  void add_to(Verb& verb) {
    verb.add_option("NAME", name, "without a name: list all generators and their settings");
    verb.add_option("KEY=VALUE", settings, "settings such as nodes=1000 seed=7");
    verb.add_option("--out", out, "the data set directory to write").type_name("DIR");
  }
};

// A whole number as one, so that it prints as the settings take it.
Json number(const BuiltinKey& key, double value) {
  return key.fraction ? Json(value) : Json(static_cast<int64_t>(value));
}

Json generator_json(const BuiltinGenerator& generator) {
  Json keys = Json::array();
  for (const BuiltinKey& key : generator.keys) {
    keys.push_back(
        {{"name", key.name}, {"standard", number(key, key.standard)}, {"meaning", key.meaning}});
  }
  return {{"name", generator.name}, {"meaning", generator.meaning}, {"keys", std::move(keys)}};
}

void list_generators(Console& console) {
  Json generators = Json::array();
  for (const BuiltinGenerator& generator : builtin_generators()) {
    generators.push_back(generator_json(generator));
    console.say("{}: {}", generator.name, generator.meaning);
    for (const BuiltinKey& key : generator.keys) {
      console.say("  {:<12} {:<8} {}", key.name, fmt::format("{:.10g}", key.standard), key.meaning);
    }
  }
  console.say(
      "\nheddle generate sbm nodes=1000 seed=7 --out DIR writes one; every verb also takes "
      "'builtin:sbm?nodes=1000&seed=7' as DATA.\n"
      "heddle generate multiplier --bits 64 FILE.aig writes a circuit.");
  console.object(print_json(Json({{"generators", std::move(generators)}})));
}

int run_generate(const GenerateArguments& arguments, Console& console) {
  if (arguments.name.empty()) {
    list_generators(console);
    return kDone;
  }
  if (arguments.out.empty()) throw UsageError("--out is missing: the directory to write");
  std::string text = arguments.name;
  if (!is_builtin_spec(text)) text.insert(0, "builtin:");
  char separator = text.find('?') == std::string::npos ? '?' : '&';
  for (const std::string& setting : arguments.settings) {
    text += separator + setting;
    separator = '&';
  }
  return write_dataset(make_builtin_dataset(text, thread_count(0)), arguments.out, console);
}

}  // namespace

void add_generate(CommandLine& command_line, Chosen& chosen) {
  Verb generate =
      add_verb<GenerateArguments>(command_line, chosen, "generate",
                                  "write a graph or circuit made by the program", run_generate);
  add_generate_multiplier(generate, chosen);
}

}  // namespace heddle::cli
