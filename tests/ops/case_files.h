// One function per file of cases; cases.cc joins them.
#pragma once

#include "tests/ops/cases.h"

#include <vector>

namespace heddle::test {

using CaseList = std::vector<OpCase>;

void add_attention_cases(CaseList& list);
void add_degree_scale_cases(CaseList& list);
void add_edge_add_cases(CaseList& list);
void add_gcn_norm_cases(CaseList& list);
void add_linear_cases(CaseList& list);
void add_relation_combine_cases(CaseList& list);
void add_relation_embedding_cases(CaseList& list);
void add_relation_linear_cases(CaseList& list);
void add_relation_norm_cases(CaseList& list);
void add_relu_cases(CaseList& list);
void add_sddmm_cases(CaseList& list);
void add_segment_softmax_cases(CaseList& list);
void add_spmm_cases(CaseList& list);
void add_spmm_max_cases(CaseList& list);

}  // namespace heddle::test
