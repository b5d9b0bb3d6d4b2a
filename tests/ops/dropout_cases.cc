#include "heddle/ops/dropout.h"
#include "tests/ops/case_files.h"
#include "tests/ops/kept_counts.h"

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

OpCase kept_dropout_case() {
  return {.op = &kDropout,
          .name = "dropout of kept columns",
          .build =
              [](CaseContext& c) {
                const int64_t kept = kept_quarter(c.cols());
                const Value x = c.operand("x", c.rows(kept));
                const Value positions = c.positions("positions", c.rows(c.cols()), kept);
                return dropout(c.builder(), x, 0.5, positions);
              },
          .linear_in = {0}};
}

}  // namespace

void add_dropout_cases(CaseList& list) {
  list.push_back(kept_dropout_case());
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
