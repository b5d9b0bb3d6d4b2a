#include "heddle/circuits/io/aiger_header.h"

#include "heddle/base/error.h"
#include "heddle/circuits/literal.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace heddle {
namespace {

constexpr std::array<std::string_view, 9> kCounted = {"variables",
                                                      "inputs",
                                                      "latches",
                                                      "outputs",
                                                      "ANDs",
                                                      "bad state properties",
                                                      "constraints",
                                                      "justice properties",
                                                      "fairness constraints"};
enum Field : size_t { kVariables, kInputs, kLatches, kOutputs, kAnds, kFirstOptional };
constexpr std::array<size_t, 5> kSequential = {kLatches, 5, 6, 7, 8};
using Counts = std::array<uint32_t, kCounted.size()>;

// True for "aig", false for "aag".
bool take_magic(AigerInput& input) {
  const auto bytes = input.ahead(5);
  const std::string_view start(reinterpret_cast<const char*>(bytes.data()),
                               std::min<size_t>(bytes.size(), 5));
  if (start == "aig2 ") {
    fail(ErrorKind::kUnsupported,
         "{}: the compact AIGER of ABC is not supported, need what write_aiger writes without -c",
         input.name());
  }
  require(start.starts_with("aig ") || start.starts_with("aag "),
          "{}: not an AIGER file, need 'aig ' or 'aag ' at its beginning", input.name());
  const bool binary = start[1] == 'i';
  for (const char letter : binary ? std::string_view("aig") : std::string_view("aag")) {
    input.skip(letter, "the name of the format");
  }
  return binary;
}

Counts take_counts(AigerInput& input) {
  Counts counts{};
  for (size_t field = 0; field < counts.size(); ++field) {
    if (field >= kFirstOptional && input.peek() == '\n') break;
    input.skip(' ', "one blank and the next number");
    counts[field] = input.number(fmt::format("the number of {}", kCounted[field]),
                                 static_cast<uint32_t>(kMaxVariable));
  }
  return counts;
}

void refuse_sequential(const AigerInput& input, const Counts& counts) {
  for (const size_t field : kSequential) {
    if (counts[field] == 0) continue;
    fail(ErrorKind::kUnsupported,
         "{}: {} {}: sequential circuits are not supported; cut the latches first, for example by "
         "the command comb of ABC",
         input.name(), counts[field], kCounted[field]);
  }
}

void require_bytes(const AigerInput& input, const AigerHeader& header) {
  const std::optional<int64_t> remaining = input.remaining();
  if (!remaining) return;
  const int64_t inputs = header.inputs, outputs = header.outputs, ands = header.ands;
  const int64_t least =
      header.binary ? 2 * outputs + 2 * ands : 2 * inputs + 2 * outputs + 6 * ands;
  require(*remaining >= least,
          "{}: {} bytes behind the first line, need at least {} for {} inputs, {} outputs and {} "
          "ANDs",
          input.name(), *remaining, least, inputs, outputs, ands);
}

}  // namespace

AigerHeader read_aiger_header(AigerInput& input) {
  AigerHeader header;
  header.binary = take_magic(input);
  const Counts counts = take_counts(input);
  const uint64_t defined = uint64_t{counts[kInputs]} + counts[kLatches] + counts[kAnds];
  require(header.binary ? counts[kVariables] == defined : counts[kVariables] >= defined,
          "{}: {} variables, need {}{} for {} inputs, {} latches and {} ANDs", input.place(),
          counts[kVariables], header.binary ? "" : "at least ", defined, counts[kInputs],
          counts[kLatches], counts[kAnds]);
  input.skip_line_end();
  refuse_sequential(input, counts);
  header.max_variable = counts[kVariables];
  header.inputs = counts[kInputs];
  header.outputs = counts[kOutputs];
  header.ands = counts[kAnds];
  require_bytes(input, header);
  return header;
}

}  // namespace heddle
