#include "heddle/ops/dropout.h"
#include "tests/ops/case_files.h"

namespace heddle::test {

namespace {

struct DropoutVariant {
  const char* name;
  double probability;
  bool csr;
};

constexpr DropoutVariant kDropoutVariants[] = {
    {"dropout", 0.5, false},
    {"dropout of few", 0.1, false},
    {"dropout of none", 0.0, false},
    {"dropout csr", 0.5, true},
};

}  // namespace

void add_dropout_cases(CaseList& list) {
  for (const DropoutVariant& variant : kDropoutVariants) {
    OpCase op_case = {.op = &kDropout,
                      .name = variant.name,
                      .build =
                          [variant](CaseContext& c) {
                            for (int i = 0; i < 3; ++i) c.builder().next_stream();
                            const Value x = variant.csr
                                                ? c.csr("x", c.cols())
                                                : c.operand("x", c.rows(c.cols(), c.heads()));
                            return dropout(c.builder(), x, variant.probability);
                          },
                      .gradient = !variant.csr};
    if (op_case.gradient) op_case.linear_in = {0};
    list.push_back(op_case);
  }
}

}  // namespace heddle::test
