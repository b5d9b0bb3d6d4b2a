#include "heddle/ops/column_sum.h"
#include "tests/ops/case_files.h"
#include "tests/ops/kept_counts.h"

namespace heddle::test {

void add_column_sum_cases(CaseList& list) {
  list.push_back({.op = &kColumnSum,
                  .name = "column_sum",
                  .build =
                      [](CaseContext& c) {
                        return column_sum(c.builder(), c.operand("x", c.rows(c.cols(), c.heads())));
                      },
                  .gradient = false});
  list.push_back({.op = &kColumnSum,
                  .name = "column_sum of kept columns",
                  .build =
                      [](CaseContext& c) {
                        const int64_t kept = kept_quarter(c.cols());
                        const Value x = c.operand("x", c.rows(kept));
                        const Value positions = c.positions("positions", c.rows(c.cols()), kept);
                        return column_sum(c.builder(), x, positions);
                      },
                  .gradient = false});
}

}  // namespace heddle::test
