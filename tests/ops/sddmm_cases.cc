#include "heddle/ops/sddmm.h"
#include "tests/ops/case_files.h"

namespace heddle::test {
namespace {

OpCase sddmm_case(const char* name, bool per_head) {
  return {.op = &kSddmm,
          .name = name,
          .build =
              [per_head](CaseContext& c) {
                const Value a = c.operand("a", c.rows(c.cols(), c.heads()));
                const Value b = c.operand("b", c.sender_rows(c.cols(), c.heads()));
                return sddmm(c.builder(), c.adjacency(), a, b, per_head ? c.heads() : 1);
              },
          .linear_in = {1, 2}};
}

}  // namespace

void add_sddmm_cases(CaseList& list) {
  list.push_back(sddmm_case("sddmm", false));
  list.push_back(sddmm_case("sddmm per head", true));
}

}  // namespace heddle::test
