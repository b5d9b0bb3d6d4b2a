#include "heddle/ops/batch_norm.h"
#include "tests/ops/case_files.h"

namespace heddle::test {

namespace {

struct Operands {
  Value x, gamma, beta, mean, var;
};

Operands operands(CaseContext& c) {
  const Type row = c.side_row(c.cols());
  return {c.operand("x", c.rows(c.cols(), c.heads())), c.operand("gamma", row),
          c.operand("beta", row), c.operand("running_mean", row, fixed(signed_values())),
          c.operand("running_var", row, fixed(positive_values()))};
}

}  // namespace

void add_batch_norm_cases(CaseList& list) {
  list.push_back(
      {.op = &kBatchNorm,
       .name = "batch_norm",
       .build =
           [](CaseContext& c) {
             const Operands in = operands(c);
             return batch_norm(c.builder(), in.x, in.gamma, in.beta, in.mean, in.var, 1e-3, 0.1).y;
           },
       .tolerance = 8});
  list.push_back({.op = &kBatchNormInference,
                  .name = "batch_norm_inference",
                  .build =
                      [](CaseContext& c) {
                        const Operands in = operands(c);
                        return batch_norm_inference(c.builder(), in.x, in.gamma, in.beta, in.mean,
                                                    in.var);
                      },
                  .gradient = false,
                  .tolerance = 4});
}

}  // namespace heddle::test
