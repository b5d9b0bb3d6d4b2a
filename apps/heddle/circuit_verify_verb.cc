// heddle circuit verify CIRCUIT --multiplier unsigned|signed: whether the outputs are the product.

#include "apps/heddle/circuit_verbs.h"
#include "apps/heddle/exit_codes.h"
#include "apps/heddle/operand_list.h"
#include "heddle/base/atomic_file.h"
#include "heddle/base/json.h"
#include "heddle/base/timer.h"
#include "heddle/base/units.h"
#if HEDDLE_HAVE_GMP
#include "heddle/circuits/verify/certificate_writer.h"
#include "heddle/circuits/verify/proof_report.h"
#include "heddle/circuits/verify/prove_multiplier.h"
#endif

#include <algorithm>

namespace heddle::cli {
namespace {

struct VerifyArguments {
  CircuitFile circuit;
  std::string numbers, operands = "split", certificate, report;

  void add_to(Verb& verb) {
    circuit.add_to(verb);
    verb.add_option("--multiplier", numbers, "what the operands are: unsigned, signed")
        .choices({"unsigned", "signed"})
        .required();
    verb.add_option("--operands", operands, kOperandsHelp).type_name("A,B").show_default();
    verb.add_option("--certificate", certificate,
                    "where to write the proof; heddle circuit check-certificate replays it")
        .type_name("FILE");
    verb.add_option("--report", report, "a page with the verdict and a picture of the adders")
        .type_name("FILE.html");
  }
};

#if HEDDLE_HAVE_GMP

struct UsedAdders {
  int64_t full = 0, half = 0;
};

UsedAdders used_adders(const MultiplierProof& proof) {
  UsedAdders used;
  for (const RewritingStep& step : proof.steps) {
    if (step.identity.carry != kNoLiteral) ++(step.identity.is_full() ? used.full : used.half);
  }
  return used;
}

void explain_verdict(const MultiplierProof& proof, std::string_view claim, double seconds,
                     Console& console) {
  const UsedAdders used = used_adders(proof);
  console.say("{:<9}{} after {}", "verdict", to_string(proof.verdict), format_seconds(seconds));
  switch (proof.verdict) {
    case Verdict::kProved:
      console.say("{:<9}the outputs are {}", "", claim);
      console.say("{:<9}by {} full and {} half adders, {} functions of inputs multiplied out", "",
                  format_count(used.full), format_count(used.half),
                  format_count(static_cast<int64_t>(proof.expanded.size())));
      break;
    case Verdict::kWrong:
      console.say("{:<9}the outputs are not {}:", "", claim);
      console.say("{:<9}a = {}, b = {}: expected {}, got {}", "", proof.counterexample->a,
                  proof.counterexample->b, proof.counterexample->expected,
                  proof.counterexample->got);
      break;
    case Verdict::kUnknown:
      console.say(
          "{:<9}{} gates are left that depend on many inputs and that no adder explains, after {} "
          "full and {} half adders; the last is variable {}",
          "", format_count(static_cast<int64_t>(proof.uncovered.size())), format_count(used.full),
          format_count(used.half), proof.uncovered.back());
      break;
  }
}

Json verdict_json(const MultiplierProof& proof, double seconds, const std::string& certificate) {
  Json counterexample;
  if (proof.counterexample) {
    counterexample = {{"a", proof.counterexample->a},
                      {"b", proof.counterexample->b},
                      {"expected", proof.counterexample->expected},
                      {"got", proof.counterexample->got}};
  }
  const UsedAdders used = used_adders(proof);
  return {{"verdict", to_string(proof.verdict)},
          {"seconds", seconds},
          {"counterexample", std::move(counterexample)},
          {"certificate", certificate.empty() ? Json() : Json(certificate)},
          {"adders", {{"full", used.full}, {"half", used.half}}},
          {"uncovered_nodes", proof.uncovered}};
}

int exit_code_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kProved:
      return kDone;
    case Verdict::kWrong:
      return kWrong;
    case Verdict::kUnknown:
      break;
  }
  return kUndecided;
}

int run_verify(const VerifyArguments& arguments, Console& console) {
  const Timer timer;
  const Aig aig = arguments.circuit.read(console);
  const MultiplierOperands operands = parse_operands(arguments.operands, aig);
  const bool is_signed = arguments.numbers == "signed";
  const Timer scan_timer;
  const AdderScan scan = scan_adders(aig);
  console.say("{:<9}{} candidates in {}", "adders",
              format_count(static_cast<int64_t>(scan.adders.size())),
              format_seconds(scan_timer.seconds()));
  const MultiplierProof proof = prove_multiplier(aig, operands, is_signed, scan);
  const double seconds = timer.seconds();
  const std::string claim =
      fmt::format("the product of {} numbers a and b of {} and {} bits, modulo 2^{}",
                  arguments.numbers, operands.a.size(), operands.b.size(), aig.outputs.size());
  explain_verdict(proof, claim, seconds, console);
  std::string certificate;
  if (proof.verdict == Verdict::kProved && !arguments.certificate.empty()) {
    certificate = arguments.certificate;
    write_certificate(certificate, aig, operands, is_signed, proof);
    console.say("{:<9}{}, {} in all", "wrote", certificate, format_seconds(timer.seconds()));
  }
  if (!arguments.report.empty()) {
    write_file_atomically(arguments.report,
                          proof_report_html({arguments.circuit.file, claim, seconds}, aig, proof));
    console.say("{:<9}{}", "report", arguments.report);
  }
  console.object(print_json(verdict_json(proof, seconds, certificate)));
  return exit_code_of(proof.verdict);
}

#else

int run_verify(const VerifyArguments& arguments, Console&) {
  fail(ErrorKind::kUnsupported, "verify: {}: this build has no GMP, which proofs need",
       arguments.circuit.file);
}

#endif

}  // namespace

void add_circuit_verify(Verb& circuit, Chosen& chosen) {
  add_verb<VerifyArguments>(circuit, chosen, "verify",
                            "prove that a circuit multiplies, or find numbers where it does not",
                            run_verify);
}

}  // namespace heddle::cli
