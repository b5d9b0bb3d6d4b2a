// heddle generate multiplier --bits N FILE: a multiplier made by the program, as AIGER.

#include "apps/heddle/exit_codes.h"
#include "apps/heddle/verb.h"
#include "heddle/base/json.h"
#include "heddle/base/units.h"
#include "heddle/circuits/aig_structure.h"
#include "heddle/circuits/faults.h"
#include "heddle/circuits/generate/multiplier.h"
#include "heddle/circuits/generate/multiplier_names.h"
#include "heddle/circuits/io/circuit_file.h"
#include "heddle/circuits/product_patterns.h"
#include "heddle/circuits/side_by_side.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace heddle::cli {
namespace {

constexpr int64_t kWordsTried = 16;

template <size_t count>
std::vector<std::string> as_choices(const std::array<std::string_view, count>& names) {
  return {names.begin(), names.end()};
}

// The parser lets no other names through.
template <class Enum, size_t count>
Enum named_value(const std::array<std::string_view, count>& names, const std::string& name) {
  return static_cast<Enum>(std::find(names.begin(), names.end(), name) - names.begin());
}

struct MultiplierArguments {
  std::string out;
  std::string family = "array", style = "propagate", final_adder = "ripple";
  int64_t bits = 0, copies = 1;
  bool is_signed = false;
  std::optional<int64_t> fault_seed;

  void add_to(Verb& verb) {
    verb.add_option("FILE", out, "the *.aig or *.aag to write").required();
    verb.add_option("--bits", bits, "of each operand").required().range<int64_t>(1, 1 << 20);
    verb.add_option("--family", family, "how partial products are added")
        .choices(as_choices(kMultiplierFamilyNames))
        .show_default();
    verb.add_flag("--signed", is_signed, "operands and product in two's complement");
    verb.add_option("--adder-style", style, "how full adders become gates")
        .choices(as_choices(kAdderStyleNames))
        .show_default();
    verb.add_option("--final-adder", final_adder, "of wallace, dadda and booth")
        .choices(as_choices(kFinalAdderNames))
        .show_default();
    verb.add_option("--copies", copies, "so many of them side by side in one circuit")
        .range<int64_t>(1, 1 << 20);
    verb.add_option("--fault", fault_seed, "make one gate faulty, at random by this seed")
        .range<int64_t>(0, std::numeric_limits<int64_t>::max())
        .type_name("SEED");
  }

  MultiplierOptions options() const {
    return {.family = named_value<MultiplierFamily>(kMultiplierFamilyNames, family),
            .bits = bits,
            .is_signed = is_signed,
            .style = named_value<AdderStyle>(kAdderStyleNames, style),
            .final_adder = named_value<FinalAdder>(kFinalAdderNames, final_adder)};
  }
};

void require_consistent(const MultiplierArguments& arguments) {
  if (!is_writable_circuit_file(arguments.out)) {
    throw UsageError(arguments.out + ": a circuit is written as *.aig or *.aag");
  }
  if (arguments.fault_seed.has_value() && arguments.copies != 1) {
    throw UsageError("--fault needs --copies 1");
  }
}

// Puts the fault in; says what it is and whether operands show it.
Json make_faulty(Aig& aig, const MultiplierArguments& arguments, Console& console) {
  const auto seed = static_cast<uint64_t>(*arguments.fault_seed);
  const Fault fault = random_fault(aig, seed, 0);
  aig = with_fault(std::move(aig), fault);
  console.say("{:<9}{}", "fault", to_string(fault));
  Json json = {{"fault", to_string(fault)}, {"variable", fault.variable}};
  const auto mismatch =
      find_mismatch(aig, halves_of_inputs(aig), arguments.is_signed, kWordsTried, seed);
  if (!mismatch.has_value()) {
    console.say("{:<9}no product of {} is wrong", "", 64 * kWordsTried);
    return json;
  }
  console.say("{:<9}{} * {} = {}, not {}", "", mismatch->a, mismatch->b, mismatch->got,
              mismatch->expected);
  json["a"] = mismatch->a;
  json["b"] = mismatch->b;
  json["got"] = mismatch->got;
  json["expected"] = mismatch->expected;
  return json;
}

int run_generate_multiplier(const MultiplierArguments& arguments, Console& console) {
  require_consistent(arguments);
  Aig aig = make_multiplier(arguments.options());
  Json json = {{"out", arguments.out}};
  if (arguments.fault_seed.has_value()) json["fault"] = make_faulty(aig, arguments, console);
  const std::vector<int32_t> depths = levels(aig);
  const int32_t depth = *std::max_element(depths.begin(), depths.end());
  if (arguments.copies != 1) aig = replicate(aig, arguments.copies);
  write_circuit(aig, arguments.out);
  console.say("{:<9}{}: {} inputs, {} outputs, {} ANDs, {} levels", "wrote", arguments.out,
              format_count(aig.inputs), format_count(std::ssize(aig.outputs)),
              format_count(std::ssize(aig.ands)), format_count(depth));
  json["inputs"] = aig.inputs;
  json["outputs"] = aig.outputs.size();
  json["ands"] = aig.ands.size();
  json["levels"] = depth;
  console.object(print_json(json));
  return kDone;
}

}  // namespace

void add_generate_multiplier(Verb& generate, Chosen& chosen) {
  add_verb<MultiplierArguments>(generate, chosen, "multiplier",
                                "write a multiplier made by the program, as AIGER",
                                run_generate_multiplier);
}

}  // namespace heddle::cli
