#include "heddle/ops/scatter_columns.h"
#include "tests/ops/case_files.h"
#include "tests/ops/kept_counts.h"

namespace heddle::test {
namespace {

OpCase scatter_columns_case(const char* name, int64_t (*kept)(int64_t cols)) {
  return {.op = &kScatterColumns,
          .name = name,
          .build =
              [=](CaseContext& c) {
                const Value values = c.operand("values", c.rows(kept(c.cols())));
                const Value positions = c.positions("positions", c.rows(c.cols()), kept(c.cols()));
                return scatter_columns(c.builder(), values, positions);
              },
          .linear_in = {0}};
}

OpCase gather_columns_case(const char* name, int64_t (*kept)(int64_t cols)) {
  return {.op = &kGatherColumns,
          .name = name,
          .build =
              [=](CaseContext& c) {
                const Value x = c.operand("x", c.rows(c.cols()));
                const Value positions = c.positions("positions", c.rows(c.cols()), kept(c.cols()));
                return gather_columns(c.builder(), x, positions);
              },
          .linear_in = {0}};
}

int64_t all(int64_t cols) { return cols; }

}  // namespace

void add_scatter_columns_cases(CaseList& list) {
  list.push_back(scatter_columns_case("scatter_columns", kept_quarter));
  list.push_back(scatter_columns_case("scatter_columns all", all));
  list.push_back(gather_columns_case("gather_columns", kept_quarter));
  list.push_back(gather_columns_case("gather_columns all", all));
}

}  // namespace heddle::test
