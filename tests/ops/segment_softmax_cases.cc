#include "heddle/ops/segment_softmax.h"
#include "tests/ops/case_files.h"

namespace heddle::test {
namespace {

OpCase segment_softmax_case(const char* name, Fill fill) {
  return {.op = &kSegmentSoftmax, .name = name, .build = [fill](CaseContext& c) {
            const Value e = c.operand("e", c.edges(c.heads()), fill);
            return segment_softmax(c.builder(), c.adjacency(), e);
          }};
}

}  // namespace

void add_segment_softmax_cases(CaseList& list) {
  list.push_back(segment_softmax_case("segment_softmax", signed_values()));
  // exp of these overflows unless the maximum is subtracted first.
  list.push_back(
      segment_softmax_case("segment_softmax of large values", values_between(1000, 1010)));
  list.back().tolerance = 10000;  // e - max of such values keeps few digits
}

}  // namespace heddle::test
