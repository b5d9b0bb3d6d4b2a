// One function per file of cases; cases.cc joins them.
#pragma once

#include "tests/ops/cases.h"

#include <vector>

namespace heddle::test {

using CaseList = std::vector<OpCase>;

void add_adam_cases(CaseList& list);
void add_add_bias_cases(CaseList& list);
void add_add_cases(CaseList& list);
void add_attention_cases(CaseList& list);
void add_batch_norm_cases(CaseList& list);
void add_binary_cross_entropy_cases(CaseList& list);
void add_cast_cases(CaseList& list);
void add_column_sum_cases(CaseList& list);
void add_constant_cases(CaseList& list);
void add_cross_entropy_cases(CaseList& list);
void add_degree_scale_cases(CaseList& list);
void add_dropout_cases(CaseList& list);
void add_edge_add_cases(CaseList& list);
void add_elu_cases(CaseList& list);
void add_gcn_norm_cases(CaseList& list);
void add_head_dot_cases(CaseList& list);
void add_head_mean_cases(CaseList& list);
void add_factor_classes_cases(CaseList& list);
void add_hub_rows_cases(CaseList& list);
void add_layer_norm_cases(CaseList& list);
void add_leaky_relu_cases(CaseList& list);
void add_learning_rate_cases(CaseList& list);
void add_linear_cases(CaseList& list);
void add_linear_topk_cases(CaseList& list);
void add_maxk_cases(CaseList& list);
void add_multiply_cases(CaseList& list);
void add_quantize_cases(CaseList& list);
void add_relation_combine_cases(CaseList& list);
void add_relation_embedding_cases(CaseList& list);
void add_relation_linear_cases(CaseList& list);
void add_relation_norm_cases(CaseList& list);
void add_relu_cases(CaseList& list);
void add_reshape_heads_cases(CaseList& list);
void add_row_scale_cases(CaseList& list);
void add_scale_cases(CaseList& list);
void add_scatter_columns_cases(CaseList& list);
void add_sddmm_cases(CaseList& list);
void add_segment_softmax_cases(CaseList& list);
void add_sgd_cases(CaseList& list);
void add_slice_columns_cases(CaseList& list);
void add_spmm_cases(CaseList& list);
void add_spmm_max_cases(CaseList& list);
void add_spmm_quantized_cases(CaseList& list);
void add_spmm_topk_cases(CaseList& list);

}  // namespace heddle::test
