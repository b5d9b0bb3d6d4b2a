#include "tests/ops/cases.h"

#include "tests/ops/case_files.h"

namespace heddle::test {

std::span<const OpCase> op_cases() {
  static const CaseList cases = [] {
    CaseList list;
    add_attention_cases(list);
    add_degree_scale_cases(list);
    add_edge_add_cases(list);
    add_gcn_norm_cases(list);
    add_linear_cases(list);
    add_relation_combine_cases(list);
    add_relation_embedding_cases(list);
    add_relation_linear_cases(list);
    add_relation_norm_cases(list);
    add_relu_cases(list);
    add_sddmm_cases(list);
    add_segment_softmax_cases(list);
    add_spmm_cases(list);
    add_spmm_max_cases(list);
    return list;
  }();
  return cases;
}

}  // namespace heddle::test
