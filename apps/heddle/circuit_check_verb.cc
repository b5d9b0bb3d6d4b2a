// heddle circuit check-certificate CIRCUIT PROOF: replays what heddle circuit verify wrote.

#include "apps/heddle/circuit_verbs.h"
#include "apps/heddle/exit_codes.h"
#include "apps/heddle/operand_list.h"
#include "heddle/base/json.h"
#include "heddle/graph/io/gzip_source.h"
#if HEDDLE_HAVE_GMP
#include "heddle/circuits/verify/certificate_checker.h"
#endif

namespace heddle::cli {
namespace {

struct CheckArguments {
  CircuitFile circuit;
  std::string proof;

  void add_to(Verb& verb) {
    circuit.add_to(verb);
    verb.add_option("PROOF", proof, "what heddle circuit verify --certificate wrote").required();
  }
};

#if HEDDLE_HAVE_GMP

int run_check(const CheckArguments& arguments, Console& console) {
  const Aig aig = arguments.circuit.read();
  const CertificateSummary summary = check_certificate(aig, open_text(arguments.proof));
  const std::string operands = operands_text(summary.a, summary.b);
  const char* const numbers = summary.is_signed ? "signed" : "unsigned";
  console.say("{}: holds: the {} outputs of {} are the product of {} numbers in the inputs {}",
              arguments.proof, aig.outputs.size(), arguments.circuit.file, numbers, operands);
  console.object(
      print_json(Json{{"holds", true},
                      {"multiplier", numbers},
                      {"operands", operands},
                      {"outputs", aig.outputs.size()},
                      {"adders", {{"full", summary.full_adders}, {"half", summary.half_adders}}}}));
  return kDone;
}

#else

int run_check(const CheckArguments& arguments, Console&) {
  fail(ErrorKind::kUnsupported, "check-certificate: {}: this build has no GMP, which proofs need",
       arguments.proof);
}

#endif

}  // namespace

void add_circuit_check_certificate(Verb& circuit, Chosen& chosen) {
  add_verb<CheckArguments>(circuit, chosen, "check-certificate", "replay a proof", run_check);
}

}  // namespace heddle::cli
