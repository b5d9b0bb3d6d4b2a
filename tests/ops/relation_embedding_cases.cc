#include "heddle/ops/relation_embedding.h"
#include "tests/ops/case_files.h"

namespace heddle::test {
namespace {

OpCase relation_embedding_case(const char* name, bool weighted) {
  return {.op = &kRelationEmbedding,
          .name = name,
          .build =
              [weighted](CaseContext& c) {
                const int64_t rows = c.relations() * c.sender_rows(1).rows;
                const Value table = c.operand("table", weight_type(rows, c.cols(), c.dtype()));
                Value weights;
                if (weighted) weights = c.operand("weights", c.edges(1), fixed(positive_values()));
                return relation_embedding(c.builder(), c.adjacency(), table, weights);
              },
          .linear_in = {1}};
}

}  // namespace

void add_relation_embedding_cases(CaseList& list) {
  list.push_back(relation_embedding_case("relation_embedding", false));
  list.push_back(relation_embedding_case("relation_embedding weighted", true));
}

}  // namespace heddle::test
