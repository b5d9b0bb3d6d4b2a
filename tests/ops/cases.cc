#include "tests/ops/cases.h"

#include "tests/ops/case_files.h"

namespace heddle::test {

std::span<const OpCase> op_cases() {
  static const CaseList cases = [] {
    CaseList list;
    add_adam_cases(list);
    add_add_bias_cases(list);
    add_add_cases(list);
    add_attention_cases(list);
    add_batch_norm_cases(list);
    add_binary_cross_entropy_cases(list);
    add_cast_cases(list);
    add_column_sum_cases(list);
    add_constant_cases(list);
    add_cross_entropy_cases(list);
    add_degree_scale_cases(list);
    add_dropout_cases(list);
    add_edge_add_cases(list);
    add_elu_cases(list);
    add_gcn_norm_cases(list);
    add_head_dot_cases(list);
    add_head_mean_cases(list);
    add_factor_classes_cases(list);
    add_hub_rows_cases(list);
    add_layer_norm_cases(list);
    add_leaky_relu_cases(list);
    add_learning_rate_cases(list);
    add_linear_cases(list);
    add_linear_topk_cases(list);
    add_maxk_cases(list);
    add_multiply_cases(list);
    add_quantize_cases(list);
    add_relation_combine_cases(list);
    add_relation_embedding_cases(list);
    add_relation_linear_cases(list);
    add_relation_norm_cases(list);
    add_relu_cases(list);
    add_reshape_heads_cases(list);
    add_row_scale_cases(list);
    add_scale_cases(list);
    add_scatter_columns_cases(list);
    add_sddmm_cases(list);
    add_segment_softmax_cases(list);
    add_sgd_cases(list);
    add_slice_columns_cases(list);
    add_spmm_cases(list);
    add_spmm_max_cases(list);
    add_spmm_quantized_cases(list);
    add_spmm_topk_cases(list);
    return list;
  }();
  return cases;
}

}  // namespace heddle::test
