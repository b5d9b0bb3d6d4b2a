#include "heddle/ops/slice_columns.h"
#include "tests/ops/case_files.h"

namespace heddle::test {

void add_slice_columns_cases(CaseList& list) {
  list.push_back({.op = &kSliceColumns,
                  .name = "slice_columns",
                  .build =
                      [](CaseContext& c) {
                        const int64_t begin = c.cols() / 3;
                        return slice_columns(c.builder(),
                                             c.operand("x", c.rows(c.cols(), c.heads())), begin,
                                             (c.cols() - begin + 1) / 2);
                      },
                  .linear_in = {0}});
  list.push_back({.op = &kPadColumns,
                  .name = "pad_columns",
                  .build =
                      [](CaseContext& c) {
                        return pad_columns(c.builder(), c.operand("x", c.rows(c.cols(), c.heads())),
                                           2, c.cols() + 5);
                      },
                  .linear_in = {0}});
}

}  // namespace heddle::test
