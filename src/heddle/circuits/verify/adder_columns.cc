#include "heddle/circuits/verify/adder_columns.h"

#include "heddle/circuits/verify/word_rewriting.h"

namespace heddle {

std::vector<int64_t> adder_columns(const Aig& aig, const AdderScan& scan,
                                   std::span<const Adder> adders) {
  if (aig.outputs.empty()) return std::vector<int64_t>(adders.size(), kNoColumn);
  struct Rewritten {
    Literal carry = kNoLiteral;
    int64_t column = kNoColumn;
  };
  std::vector<Rewritten> by_sum(static_cast<size_t>(aig.variables()));
  for (const RewritingStep& step : rewrite_word(aig, scan, output_word(aig)).steps) {
    if (step.identity.carry == kNoLiteral) continue;
    by_sum[variable_of(step.identity.sum)] = {step.identity.carry, step.column};
  }
  std::vector<int64_t> columns;
  columns.reserve(adders.size());
  for (const Adder& adder : adders) {
    const Rewritten& rewritten = by_sum[adder.sum];
    const bool same = variable_of(rewritten.carry) == adder.carry;
    columns.push_back(same ? rewritten.column : kNoColumn);
  }
  return columns;
}

}  // namespace heddle
