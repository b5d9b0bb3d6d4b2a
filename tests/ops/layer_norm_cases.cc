#include "heddle/ops/layer_norm.h"
#include "tests/ops/case_files.h"

namespace heddle::test {

void add_layer_norm_cases(CaseList& list) {
  list.push_back({.op = &kLayerNorm,
                  .name = "layer_norm",
                  .build =
                      [](CaseContext& c) {
                        const Type row = c.side_row(c.cols());
                        const Value x = c.operand("x", c.rows(c.cols(), c.heads()));
                        return layer_norm(c.builder(), x, c.operand("gamma", row),
                                          c.operand("beta", row), 1e-3)
                            .y;
                      },
                  .tolerance = 8});
}

}  // namespace heddle::test
