#include "heddle/ops/hub_rows.h"
#include "heddle/ops/transpose.h"
#include "tests/ops/case_files.h"

namespace heddle::test {

void add_hub_rows_cases(CaseList& list) {
  list.push_back({.op = &kHubRows,
                  .name = "hub_rows",
                  .build = [](CaseContext& c) { return hub_rows(c.builder(), c.adjacency()); },
                  .gradient = false});
  list.push_back({.op = &kHubRows,
                  .name = "hub_rows transposed",
                  .build =
                      [](CaseContext& c) {
                        return hub_rows(c.builder(), transpose(c.builder(), c.adjacency()));
                      },
                  .gradient = false});
}

}  // namespace heddle::test
