// heddle circuit adders CIRCUIT --out FILE: the half and full adders that stand in a circuit.

#include "apps/heddle/circuit_verbs.h"
#include "apps/heddle/exit_codes.h"
#include "heddle/base/json.h"
#include "heddle/base/timer.h"
#include "heddle/base/units.h"
#include "heddle/circuits/adder_identity.h"
#include "heddle/circuits/io/adders_file.h"
#if HEDDLE_HAVE_GMP
#include "heddle/circuits/verify/adder_columns.h"
#include "heddle/circuits/verify/word_rewriting.h"
#endif

#include <algorithm>
#include <vector>

namespace heddle::cli {
namespace {

struct AddersArguments {
  CircuitFile circuit;
  std::string out;

  void add_to(Verb& verb) {
    circuit.add_to(verb);
    verb.add_option("--out", out, "JSON file: a list of adders").type_name("FILE").required();
  }
};

std::vector<ListedAdder> listed(const Aig& aig, std::span<const Adder> adders) {
  std::vector<ListedAdder> list;
  list.reserve(adders.size());
  for (const Adder& adder : adders) {
    const AdderIdentity identity = suggested_identity(adder);
    list.push_back({identity, std::nullopt, is_identity(aig, identity)});
  }
  return list;
}

void add_columns([[maybe_unused]] const Aig& aig, [[maybe_unused]] const AdderScan& scan,
                 [[maybe_unused]] std::span<const Adder> adders,
                 [[maybe_unused]] std::vector<ListedAdder>& list, Console& console) {
#if HEDDLE_HAVE_GMP
  if (static_cast<int64_t>(aig.outputs.size()) > kMostOutputs) {
    console.say("{:<9}none: more than {} outputs", "columns", format_count(kMostOutputs));
    return;
  }
  const Timer timer;
  const std::vector<int64_t> columns = adder_columns(aig, scan, adders);
  for (size_t i = 0; i < columns.size(); ++i) {
    if (columns[i] != kNoColumn) list[i].column = columns[i];
  }
  const auto reached =
      columns.size() - static_cast<size_t>(std::count(columns.begin(), columns.end(), kNoColumn));
  console.say("{:<9}of {} adders, from the outputs down, in {}", "columns",
              format_count(static_cast<int64_t>(reached)), format_seconds(timer.seconds()));
#else
  console.say("{:<9}none: this build has no GMP", "columns");
#endif
}

int run_adders(const AddersArguments& arguments, Console& console) {
  const Timer timer;
  const Aig aig = arguments.circuit.read(console);
  const Timer search_timer;
  const AdderScan scan = scan_adders(aig);
  const std::vector<Adder> forest = adder_forest(aig, scan.adders);
  std::vector<ListedAdder> list = listed(aig, forest);
  const auto full =
      std::count_if(forest.begin(), forest.end(), [](const Adder& a) { return a.is_full(); });
  const auto half = static_cast<int64_t>(forest.size()) - full;
  const auto checked =
      std::count_if(list.begin(), list.end(), [](const ListedAdder& a) { return a.checked; });
  console.say("{:<9}{} full, {} half, {} of them checked in {}", "adders", format_count(full),
              format_count(half), format_count(checked), format_seconds(search_timer.seconds()));
  add_columns(aig, scan, forest, list, console);
  write_adders(arguments.out, list);
  const double seconds = timer.seconds();
  console.say("{:<9}{}, {} in all", "wrote", arguments.out, format_seconds(seconds));
  console.object(print_json(Json{{"circuit", arguments.circuit.file},
                                 {"full", full},
                                 {"half", half},
                                 {"checked", checked},
                                 {"seconds", seconds},
                                 {"out", arguments.out}}));
  return kDone;
}

}  // namespace

void add_circuit_adders(Verb& circuit, Chosen& chosen) {
  add_verb<AddersArguments>(circuit, chosen, "adders", "the adders that stand in a circuit",
                            run_adders);
}

}  // namespace heddle::cli
