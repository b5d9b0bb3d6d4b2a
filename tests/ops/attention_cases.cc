#include "heddle/ops/attention.h"
#include "tests/ops/case_files.h"

namespace heddle::test {
namespace {

OpCase attention_case(const char* name, double probability, Fill scores) {
  return {.op = &kAttention,
          .name = name,
          .build =
              [=](CaseContext& c) {
                const Value x = c.operand("x", c.sender_rows(c.cols(), c.heads()));
                const Value receiver = c.operand("receiver", c.side(c.heads()), scores);
                const Value sender = c.operand("sender", c.sender_side(c.heads()), scores);
                return attention(c.builder(), c.adjacency(), x, receiver, sender, 0.2, probability,
                                 5);
              },
          .linear_in = {1}};
}

}  // namespace

void add_attention_cases(CaseList& list) {
  list.push_back(attention_case("attention", 0, signed_values()));
  list.push_back(attention_case("attention dropout", 0.6, signed_values()));
  // exp of these overflows unless the maximum is subtracted first.
  list.push_back(attention_case("attention large scores", 0, values_between(500, 505)));
  list.back().tolerance = 10000;  // z - max of such values keeps few digits
}

}  // namespace heddle::test
