#include "heddle/ops/binary_cross_entropy.h"
#include "tests/ops/case_files.h"

namespace heddle::test {

namespace {

struct BinaryCrossEntropyVariant {
  const char* name;
  double reach;  // of the logits
  Fill weights, targets;
};

}  // namespace

void add_binary_cross_entropy_cases(CaseList& list) {
  for (const BinaryCrossEntropyVariant& variant :
       {BinaryCrossEntropyVariant{"binary_cross_entropy", 2, fixed(positive_values()),
                                  integers(0, 2)},
        BinaryCrossEntropyVariant{"binary_cross_entropy masked", 2, integers(0, 2),
                                  fixed(values_between(0, 1))},
        BinaryCrossEntropyVariant{"binary_cross_entropy of large logits", 200, integers(0, 2),
                                  integers(0, 2)}}) {
    list.push_back(
        {.op = &kBinaryCrossEntropy, .name = variant.name, .build = [variant](CaseContext& c) {
           const Value logits =
               c.operand("logits", c.rows(c.cols()), values_between(-variant.reach, variant.reach));
           const Value targets = c.operand("targets", c.side(c.cols()), variant.targets);
           const Value weights = c.operand("weights", c.side(1), variant.weights);
           return binary_cross_entropy(c.builder(), logits, targets, weights);
         }});
  }
}

}  // namespace heddle::test
