#include "heddle/circuits/verify/certificate_writer.h"

#include "heddle/base/atomic_file.h"
#include "heddle/base/error.h"

#include <fmt/core.h>

#include <iterator>
#include <string>

namespace heddle {
namespace {

constexpr size_t kFlushBytes = size_t{1} << 20;

template <class... Args>
void append(std::string& text, fmt::format_string<Args...> format, Args&&... args) {
  fmt::format_to(std::back_inserter(text), format, std::forward<Args>(args)...);
}

void append_operand(std::string& text, char name, const std::vector<int64_t>& inputs) {
  text += name;
  for (const int64_t input : inputs) append(text, " {}", input);
  text += '\n';
}

void append_step(std::string& text, const AdderIdentity& identity) {
  if (identity.carry == kNoLiteral) {
    append(text, "top {}", identity.sum);
  } else {
    append(text, "{} {} {}", identity.is_full() ? "full" : "half", identity.sum, identity.carry);
  }
  for (const Literal input : identity.inputs) {
    if (input != kNoLiteral) append(text, " {}", input);
  }
  text += '\n';
}

}  // namespace

void write_certificate(const std::filesystem::path& path, const Aig& aig,
                       const MultiplierOperands& operands, bool is_signed,
                       const MultiplierProof& proof) {
  check(proof.verdict == Verdict::kProved, "certificate: only of what is proved");
  AtomicFile file(path);
  std::string text = "heddle multiplier certificate 1\n";
  append(text, "circuit {} {} {}\n", aig.inputs, aig.ands.size(), aig.outputs.size());
  append(text, "{}\n", is_signed ? "signed" : "unsigned");
  append_operand(text, 'a', operands.a);
  append_operand(text, 'b', operands.b);
  for (const RewritingStep& step : proof.steps) {
    append_step(text, step.identity);
    if (text.size() < kFlushBytes) continue;
    file.write(text);
    text.clear();
  }
  for (const uint32_t variable : proof.expanded) append(text, "expand {}\n", variable);
  text += "end\n";
  file.write(text);
  file.commit();
}

}  // namespace heddle
