#include "heddle/ops/quantize.h"
#include "tests/ops/case_files.h"

namespace heddle::test {
namespace {

OpCase quantize_case(const char* name, const QuantizeOptions& options,
                     Fill fill = signed_values()) {
  return {.op = &kQuantize,
          .name = name,
          .build =
              [=](CaseContext& c) {
                for (int i = 0; i < 3; ++i) c.builder().next_stream();
                const Value x = c.operand("x", c.rows(c.cols()), fill);
                const Value hubs = options.hub_bits == 0 ? kNoValue : c.hubs(c.rows(1));
                return quantize(c.builder(), x, options, hubs).codes;
              },
          .gradient = false};
}

}  // namespace

void add_quantize_cases(CaseList& list) {
  list.push_back(quantize_case("quantize", {}));
  list.push_back(quantize_case("quantize to 4 bits", {.bits = 4}));
  list.push_back(quantize_case("quantize to 2 bits", {.bits = 2}));
  list.push_back(quantize_case("quantize per tensor", {.per_tensor = true}));
  list.push_back(quantize_case("quantize stochastic", {.stochastic = true}));
  list.push_back(quantize_case("quantize to 4 bits stochastic", {.bits = 4, .stochastic = true}));
  list.push_back(
      quantize_case("quantize per tensor stochastic", {.per_tensor = true, .stochastic = true}));
  list.push_back(quantize_case("quantize with hubs of 4 bits", {.hub_bits = 4}));
  list.push_back(quantize_case("quantize with hubs of 2 bits", {.hub_bits = 2}));
  list.push_back(quantize_case("quantize to 4 bits with hubs of 2 stochastic",
                               {.bits = 4, .stochastic = true, .hub_bits = 2}));
  list.push_back(quantize_case("quantize zeros", {}, integers(0, 1)));
  list.push_back(quantize_case("quantize integers", {.bits = 4}, integers(-7, 8)));
}

}  // namespace heddle::test
