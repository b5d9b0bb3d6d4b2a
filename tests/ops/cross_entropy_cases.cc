#include "heddle/ops/cross_entropy.h"
#include "tests/ops/case_files.h"

namespace heddle::test {

namespace {

struct CrossEntropyVariant {
  const char* name;
  double reach;  // of the logits
  Fill weights;
};

}  // namespace

void add_cross_entropy_cases(CaseList& list) {
  for (const CrossEntropyVariant& variant :
       {CrossEntropyVariant{"cross_entropy", 1, fixed(positive_values())},
        CrossEntropyVariant{"cross_entropy masked", 3, integers(0, 2)},
        CrossEntropyVariant{"cross_entropy of large logits", 60, integers(0, 2)}}) {
    list.push_back({.op = &kCrossEntropy, .name = variant.name, .build = [variant](CaseContext& c) {
                      const Value logits = c.operand("logits", c.rows(c.cols(), c.heads()),
                                                     values_between(-variant.reach, variant.reach));
                      const double classes = static_cast<double>(c.cols());
                      const Value labels = c.operand("labels", c.labels(), integers(0, classes));
                      const Value weights = c.operand("weights", c.side(1), variant.weights);
                      return cross_entropy(c.builder(), logits, labels, weights);
                    }});
  }
}

}  // namespace heddle::test
