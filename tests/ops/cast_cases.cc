#include "heddle/ops/cast.h"
#include "tests/ops/case_files.h"

namespace heddle::test {

void add_cast_cases(CaseList& list) {
  for (const DType dtype : {DType::kF64, DType::kF32, DType::kBf16}) {
    OpCase op_case = {.op = &kCast,
                      .name = fmt::format("cast to {}", to_string(dtype)),
                      .build = [dtype](CaseContext& c) {
                        return c.builder().append(kCast,
                                                  {c.operand("x", c.rows(c.cols(), c.heads()))},
                                                  {{"dtype", std::string(to_string(dtype))}});
                      }};
    // Differences of rounded numbers say nothing.
    if (dtype == DType::kF64) {
      op_case.linear_in = {0};
    } else {
      op_case.gradient = false;
    }
    list.push_back(op_case);
  }
}

}  // namespace heddle::test
