// All operators: the table of contents. One line per operator; op_list.cc has the same order.
#pragma once

#include "heddle/ir/op_def.h"

// Linear maps.
#include "heddle/ops/linear.h"       // linear, linear_weight_gradient
#include "heddle/ops/linear_topk.h"  // linear_topk, its gradients

// Element by element.
#include "heddle/ops/add.h"         // add
#include "heddle/ops/add_bias.h"    // add_bias
#include "heddle/ops/cast.h"        // cast
#include "heddle/ops/column_sum.h"  // column_sum
#include "heddle/ops/constant.h"    // constant
#include "heddle/ops/dropout.h"     // dropout
#include "heddle/ops/elu.h"         // elu, elu_gradient
#include "heddle/ops/leaky_relu.h"  // leaky_relu, leaky_relu_gradient
#include "heddle/ops/multiply.h"    // multiply
#include "heddle/ops/relu.h"        // relu, relu_gradient
#include "heddle/ops/row_scale.h"   // row_scale, row_dot
#include "heddle/ops/scale.h"       // scale

// Heads and columns.
#include "heddle/ops/head_dot.h"       // head_dot, head_outer, head_column_sum
#include "heddle/ops/head_mean.h"      // head_mean, head_broadcast
#include "heddle/ops/reshape_heads.h"  // reshape_heads
#include "heddle/ops/slice_columns.h"  // slice_columns, pad_columns

// Rows of which some columns are kept.
#include "heddle/ops/maxk.h"             // maxk
#include "heddle/ops/scatter_columns.h"  // scatter_columns, gather_columns

// Rows of codes.
#include "heddle/ops/quantize.h"  // quantize

// Normalisation.
#include "heddle/ops/batch_norm.h"  // batch_norm, batch_norm_gradient, batch_norm_inference
#include "heddle/ops/layer_norm.h"  // layer_norm, layer_norm_gradient

// Losses.
#include "heddle/ops/binary_cross_entropy.h"  // binary_cross_entropy, its gradient
#include "heddle/ops/cross_entropy.h"         // cross_entropy, cross_entropy_gradient

// Optimiser.
#include "heddle/ops/adam.h"           // adam
#include "heddle/ops/increment.h"      // increment
#include "heddle/ops/learning_rate.h"  // learning_rate
#include "heddle/ops/sgd.h"            // sgd

// Along edges.
#include "heddle/ops/attention.h"        // attention, attention_gradient
#include "heddle/ops/degree_scale.h"     // degree_scale
#include "heddle/ops/edge_add.h"         // edge_add, edge_sum
#include "heddle/ops/factor_classes.h"   // factor_classes
#include "heddle/ops/gcn_norm.h"         // gcn_norm
#include "heddle/ops/hub_rows.h"         // hub_rows
#include "heddle/ops/sddmm.h"            // sddmm
#include "heddle/ops/segment_softmax.h"  // segment_softmax, segment_softmax_gradient
#include "heddle/ops/spmm.h"             // spmm
#include "heddle/ops/spmm_max.h"         // spmm_max, its gradients
#include "heddle/ops/spmm_quantized.h"   // spmm_quantized, spmm_topk_quantized
#include "heddle/ops/spmm_topk.h"        // spmm_topk, spmm_topk_gradient
#include "heddle/ops/transpose.h"        // transpose

// Along edges of several relations.
#include "heddle/ops/relation_combine.h"    // relation_combine, relation_expand, the gradient of
                                            // their coefficients
#include "heddle/ops/relation_embedding.h"  // relation_embedding, relation_embedding_gradient
#include "heddle/ops/relation_linear.h"     // relation_linear, relation_linear_weight_gradient
#include "heddle/ops/relation_norm.h"       // relation_norm

namespace heddle {

// Every operator, sources included. Built once, never changed.
OpTable op_table();

}  // namespace heddle
