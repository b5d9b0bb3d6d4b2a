// Operands of operators over edges that do not fit are refused with one line that names the
// operator and the types.

#include "heddle/ir/printer.h"
#include "heddle/ops/op_list.h"
#include "tests/ops/refused_operands.h"
#include "tests/support/expect_error.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace heddle::test {
namespace {

using enum DType;

// 5 authors receive from 7 papers along 9 edges of 3 relations.
struct GraphOperands {
  explicit GraphOperands(Builder& builder) : b(builder) {
    Type type;
    type.form = Form::kAdjacency;
    type.space = b.add_space({"authors", SpaceKind::kNodes, 5, false});
    type.senders = b.add_space({"papers", SpaceKind::kNodes, 7, false});
    type.edges = b.add_space({"edges", SpaceKind::kEdges, 9, false});
    type.rows = 5;
    type.cols = 7;
    type.entries = 9;
    type.relations = 3;
    a = b.adjacency("writes", type, {});
  }

  Value authors(int64_t cols, DType dtype = kF32, int64_t heads = 1) {
    return input(dense_type(dtype, b.type(a).space, 5, cols, heads));
  }
  Value papers(int64_t cols, DType dtype = kF32, int64_t heads = 1) {
    return input(dense_type(dtype, b.type(a).senders, 7, cols, heads));
  }
  Value edges(int64_t cols, DType dtype = kF32) {
    return input(dense_type(dtype, b.type(a).edges, 9, cols));
  }
  Value weight(int64_t rows, int64_t cols, DType dtype = kF32) {
    return input(weight_type(rows, cols, dtype));
  }
  // Codes of papers, and which of 16 columns they are.
  Value codes(int64_t cols, int64_t bits = 8, int64_t hub_bits = 0) {
    return input(quantized_type(b.type(a).senders, 7, cols, bits, hub_bits));
  }
  Value positions(int64_t kept) { return input(topk_type(b.type(a).senders, 7, 16, kept)); }
  Value input(const Type& type) {
    return b.input("x" + std::to_string(b.program().nodes.size()), type, false);
  }

  Builder& b;
  Value a;
};

#define WRITES "adjacency[authors<-papers] edges edges relations 3"

const Refused<GraphOperands> kRefusedOnGraphs[] = {
    {"sddmm: the first operand is f32[authors,4], needs an adjacency",
     [](GraphOperands& o) { sddmm(o.b, o.authors(4), o.authors(4), o.papers(4)); }},
    {"sddmm: a is f32[papers,4], needs one dense floating row per receiver of " WRITES,
     [](GraphOperands& o) { sddmm(o.b, o.a, o.papers(4), o.papers(4)); }},
    {"sddmm: b is i32[papers,4], needs one dense floating row per sender of " WRITES,
     [](GraphOperands& o) { sddmm(o.b, o.a, o.authors(4), o.papers(4, kI32)); }},
    {"sddmm: a is f32[authors,4], b is f32[papers,5]; dtype, columns and heads must agree",
     [](GraphOperands& o) { sddmm(o.b, o.a, o.authors(4), o.papers(5)); }},
    {"sddmm: heads is 3, needs 1 or the heads of a = f32[authors,4/2]",
     [](GraphOperands& o) { sddmm(o.b, o.a, o.authors(4, kF32, 2), o.papers(4, kF32, 2), 3); }},
    {"edge_add: needs receiver, sender or both",
     [](GraphOperands& o) { edge_add(o.b, o.a, kNoValue, kNoValue); }},
    {"edge_add: receiver is bf16[authors,2], needs f32 or f64",
     [](GraphOperands& o) { edge_add(o.b, o.a, o.authors(2, kBf16), kNoValue); }},
    {"edge_add: receiver is f32[authors,2], sender is f32[papers,3]; dtype and columns must agree",
     [](GraphOperands& o) { edge_add(o.b, o.a, o.authors(2), o.papers(3)); }},
    {"edge_sum: e is f32[authors,2], needs one dense floating row per edge of " WRITES,
     [](GraphOperands& o) { edge_sum(o.b, o.a, o.authors(2)); }},
    {"segment_softmax: e is bf16[edges,2], needs f32 or f64",
     [](GraphOperands& o) { segment_softmax(o.b, o.a, o.edges(2, kBf16)); }},
    {"spmm_max: x is f32[authors,4], needs one dense floating row per sender",
     [](GraphOperands& o) { spmm_max(o.b, o.a, o.authors(4)); }},
    {"spmm_max: weights are f32[edges,2], need one f32 per edge of " WRITES,
     [](GraphOperands& o) { spmm_max(o.b, o.a, o.papers(4, kBf16, 2), o.edges(2)); }},
    {"spmm_max_gradient: argmax is i32[authors,3], needs one i32 per value of dy = f32[authors,4]",
     [](GraphOperands& o) {
       o.b.append(kSpmmMaxGradient, {o.a, o.authors(3, kI32), o.authors(4), kNoValue});
     }},
    {"spmm_max_gradient: weights are f64[edges,1], need one f32 per edge of " WRITES,
     [](GraphOperands& o) {
       o.b.append(kSpmmMaxGradient, {o.a, o.authors(4, kI32), o.authors(4), o.edges(1, kF64)});
     }},
    {"spmm_max_weight_gradient: x is f32[papers,3], dy is f32[authors,4]; dtype, columns and heads "
     "must agree",
     [](GraphOperands& o) {
       o.b.append(kSpmmMaxWeightGradient, {o.a, o.authors(4, kI32), o.authors(4), o.papers(3)});
     }},
    {"hub_rows: the first operand is f32[authors,4], needs an adjacency",
     [](GraphOperands& o) { hub_rows(o.b, o.authors(4)); }},
    {"degree_scale: dtype is 'bf16', needs f32 or f64",
     [](GraphOperands& o) { degree_scale(o.b, o.a, -1, kBf16); }},
    {"degree_scale: weights are f64[edges,1], need one f32 per edge of " WRITES,
     [](GraphOperands& o) { degree_scale(o.b, o.a, -1, kF32, o.edges(1, kF64)); }},
    {"gcn_norm: the adjacency is " WRITES ", needs senders and receivers of one space",
     [](GraphOperands& o) { gcn_norm(o.b, o.a); }},
    {"attention: receiver is f32[authors,3], needs one f32 per head of x = f32[papers,4/2]",
     [](GraphOperands& o) {
       attention(o.b, o.a, o.papers(4, kF32, 2), o.authors(3), o.papers(2), 0.2);
     }},
    {"attention: sender is f64[papers,2], needs one f32 per head of x = bf16[papers,4/2]",
     [](GraphOperands& o) {
       attention(o.b, o.a, o.papers(4, kBf16, 2), o.authors(2), o.papers(2, kF64), 0.2);
     }},
    {"attention: slope is -1, needs at least 0",
     [](GraphOperands& o) { attention(o.b, o.a, o.papers(2), o.authors(1), o.papers(1), -1); }},
    {"attention: probability is 1, needs to be in [0, 1)",
     [](GraphOperands& o) { attention(o.b, o.a, o.papers(2), o.authors(1), o.papers(1), 0.2, 1); }},
    {"relation_norm: the first operand is f32[2,2], needs an adjacency",
     [](GraphOperands& o) { relation_norm(o.b, o.weight(2, 2)); }},
    {"relation_combine: coefficients is f32[3,2], needs f32[3,4]",
     [](GraphOperands& o) { relation_combine(o.b, o.a, o.papers(8, kF32, 4), o.weight(3, 2)); }},
    {"relation_combine: weights are f32[edges,2], need one f32 per edge",
     [](GraphOperands& o) { relation_combine(o.b, o.a, o.papers(8), o.weight(3, 1), o.edges(2)); }},
    {"relation_expand: x is f32[papers,8/2], needs one head",
     [](GraphOperands& o) { relation_expand(o.b, o.a, o.papers(8, kF32, 2), o.weight(3, 2)); }},
    {"relation_expand: coefficients is f32[2,2], needs f32[3,2]",
     [](GraphOperands& o) { relation_expand(o.b, o.a, o.papers(8), o.weight(2, 2)); }},
    {"relation_linear: w is f32[13,4], needs one matrix for each of 3 relations",
     [](GraphOperands& o) { relation_linear(o.b, o.a, o.papers(4), o.weight(13, 4)); }},
    {"relation_linear: w is f32[12,4], needs f32[15,4]",
     [](GraphOperands& o) { relation_linear(o.b, o.a, o.papers(5), o.weight(12, 4)); }},
    {"relation_linear: w is f32[12,4], needs bf16[12,4]",
     [](GraphOperands& o) { relation_linear(o.b, o.a, o.papers(4, kBf16), o.weight(12, 4)); }},
    {"relation_embedding: table is f32[20,4], needs f32[21,4]",
     [](GraphOperands& o) { relation_embedding(o.b, o.a, o.weight(20, 4)); }},
};

Value sum_codes(GraphOperands& o, Value codes, Value scales, Value weights = kNoValue,
                std::string_view reduce = "sum") {
  return spmm_quantized(o.b, o.a, {codes, scales}, weights, {.reduce = reduce});
}

Value sum_codes_with_hubs(GraphOperands& o, Value codes, Value hubs) {
  return spmm_quantized(o.b, o.a, {codes, o.papers(1), hubs}, kNoValue);
}

Value sum_kept_codes(GraphOperands& o, Value codes, Value positions, Value weights = kNoValue,
                     std::string_view reduce = "sum") {
  return spmm_topk_quantized(o.b, o.a, {codes, o.papers(1)}, positions, weights,
                             {.reduce = reduce});
}

Value sum_by_classes(GraphOperands& o, Value scales, Value classes, Value senders,
                     Value weights = kNoValue) {
  return spmm_topk_quantized(
      o.b, o.a, {.codes = o.codes(4), .scales = scales, .classes = classes, .senders = senders},
      o.positions(4), weights);
}

const Refused<GraphOperands> kRefusedMessages[] = {
    {"messages 'int3' are none of same, bf16, int8, int4, int2, int8/tensor, auto",
     [](GraphOperands& o) { spmm(o.b, o.a, o.papers(4), kNoValue, "sum", "int3"); }},
    {"messages '' are none of same",
     [](GraphOperands& o) { spmm(o.b, o.a, o.papers(4), kNoValue, "mean", ""); }},
    {"messages 'same/stochastic' are none of same",
     [](GraphOperands& o) {
       spmm_topk(o.b, o.a, o.papers(4), o.positions(4), kNoValue, "sum", "same/stochastic");
     }},
    {"spmm_quantized: the first operand is f32[authors,4], needs an adjacency",
     [](GraphOperands& o) {
       spmm_quantized(o.b, o.authors(4), {o.codes(4), o.papers(1)}, kNoValue);
     }},
    {"spmm_quantized: codes are f32[papers,4], need one quantized row per sender of " WRITES,
     [](GraphOperands& o) { sum_codes(o, o.papers(4), o.papers(1)); }},
    {"spmm_quantized: codes are i8[papers,4], need one quantized row per sender of " WRITES,
     [](GraphOperands& o) { sum_codes(o, o.papers(4, kI8), o.papers(1)); }},
    {"spmm_quantized: codes are quantized i8[authors,4] bits 8, need one quantized row per sender",
     [](GraphOperands& o) { sum_codes(o, quantize(o.b, o.authors(4), {}).codes, o.papers(1)); }},
    {"spmm_quantized: scales are f32[papers,4], need one f32 or f64 for each row of quantized "
     "i8[papers,4] bits 2, or one for all",
     [](GraphOperands& o) { sum_codes(o, o.codes(4, 2), o.papers(4)); }},
    {"spmm_quantized: scales are f32[authors,1], need one f32 or f64 for each row",
     [](GraphOperands& o) { sum_codes(o, o.codes(4), o.authors(1)); }},
    {"spmm_quantized: scales are bf16[papers,1], need one f32 or f64 for each row",
     [](GraphOperands& o) { sum_codes(o, o.codes(4), o.papers(1, kBf16)); }},
    {"spmm_quantized: scales are i32[papers,1], need one f32 or f64 for each row",
     [](GraphOperands& o) { sum_codes(o, o.codes(4), o.papers(1, kI32)); }},
    {"spmm_quantized: scales are f32[7,1], need one f32 or f64 for each row",
     [](GraphOperands& o) { sum_codes(o, o.codes(4), o.weight(7, 1)); }},
    {"spmm_quantized: weights are f64[edges,1], need one f32 per edge of " WRITES,
     [](GraphOperands& o) { sum_codes(o, o.codes(4), o.weight(1, 1), o.edges(1, kF64)); }},
    {"spmm_quantized: weights are f32[edges,2], need one f32 per edge of " WRITES,
     [](GraphOperands& o) { sum_codes(o, o.codes(4), o.papers(1), o.edges(2)); }},
    {"spmm_quantized: classes need one scale for all rows, no weights and no hubs",
     [](GraphOperands& o) {
       spmm_quantized(o.b, o.a,
                      {.codes = o.codes(4),
                       .scales = o.papers(1),
                       .classes = o.edges(1, kU8),
                       .senders = o.edges(1, kI32)},
                      kNoValue);
     }},
    {"spmm_quantized: receiver_factors are f32[papers,1], need f32[authors,1]",
     [](GraphOperands& o) {
       spmm_quantized(o.b, o.a, {o.codes(4), o.papers(1)}, kNoValue, {}, o.papers(1));
     }},
    {"spmm_quantized: scales are f64[papers,1], need f32 to round to bf16",
     [](GraphOperands& o) {
       spmm_quantized(o.b, o.a, {o.codes(4), o.papers(1, kF64)}, kNoValue, {.round_to_bf16 = true});
     }},
    {"spmm_quantized: reduce is 'max', needs sum or mean",
     [](GraphOperands& o) { sum_codes(o, o.codes(4), o.papers(1), kNoValue, "max"); }},
    {"spmm_quantized: hubs are _ and have 4 bits, need both or neither",
     [](GraphOperands& o) { sum_codes(o, o.codes(4, 8, 4), o.papers(1)); }},
    {"spmm_quantized: hubs are u8[papers,1] and have 0 bits, need both or neither",
     [](GraphOperands& o) { sum_codes_with_hubs(o, o.codes(4), o.papers(1, kU8)); }},
    {"spmm_quantized: hubs are u8[authors,1], need one u8 per row of quantized i8[papers,4] bits 8 "
     "hubs 4",
     [](GraphOperands& o) { sum_codes_with_hubs(o, o.codes(4, 8, 4), o.authors(1, kU8)); }},
    {"spmm_topk_quantized: codes are quantized i8[papers,4] bits 8 hubs 4, need as many bits in "
     "all "
     "rows",
     [](GraphOperands& o) { sum_kept_codes(o, o.codes(4, 8, 4), o.positions(4)); }},
    {"spmm_topk_quantized: codes are f32[papers,4], need one quantized row per sender of " WRITES,
     [](GraphOperands& o) { sum_kept_codes(o, o.papers(4), o.positions(4)); }},
    {"spmm_topk_quantized: positions are i32[papers,4], need topk",
     [](GraphOperands& o) { sum_kept_codes(o, o.codes(4), o.papers(4, kI32)); }},
    {"spmm_topk_quantized: operands are quantized i8[papers,4] bits 8 and topk u8[authors,16] kept "
     "4, need the same rows",
     [](GraphOperands& o) {
       const Value positions = o.input(topk_type(o.b.type(o.a).space, 5, 16, 4));
       sum_kept_codes(o, o.codes(4), positions);
     }},
    {"spmm_topk_quantized: codes are quantized i8[papers,3] bits 4, need one for each of topk "
     "u8[papers,16] kept 4",
     [](GraphOperands& o) { sum_kept_codes(o, o.codes(3, 4), o.positions(4)); }},
    {"spmm_topk_quantized: weights are f32[papers,1], need one f32 per edge of " WRITES,
     [](GraphOperands& o) { sum_kept_codes(o, o.codes(4), o.positions(4), o.papers(1)); }},
    {"spmm_topk_quantized: reduce is 'max', needs sum or mean",
     [](GraphOperands& o) { sum_kept_codes(o, o.codes(4), o.positions(4), kNoValue, "max"); }},
    {"spmm_topk_quantized: classes are u8[edges,1] and senders _, need u8 and i32 for each edge "
     "of " WRITES ", or neither",
     [](GraphOperands& o) { sum_by_classes(o, o.weight(1, 1), o.edges(1, kU8), kNoValue); }},
    {"spmm_topk_quantized: classes are i32[edges,1] and senders i32[edges,1], need u8 and i32",
     [](GraphOperands& o) {
       sum_by_classes(o, o.weight(1, 1), o.edges(1, kI32), o.edges(1, kI32));
     }},
    {"spmm_topk_quantized: classes need one scale for all rows, no weights and no hubs",
     [](GraphOperands& o) { sum_by_classes(o, o.papers(1), o.edges(1, kU8), o.edges(1, kI32)); }},
    {"spmm_topk_quantized: classes need one scale for all rows, no weights and no hubs",
     [](GraphOperands& o) {
       sum_by_classes(o, o.weight(1, 1), o.edges(1, kU8), o.edges(1, kI32), o.edges(1));
     }},
    {"spmm_topk_quantized: receiver_factors are f32[papers,1], need f32[authors,1]",
     [](GraphOperands& o) {
       spmm_topk_quantized(o.b, o.a, {o.codes(4), o.papers(1)}, o.positions(4), kNoValue, {},
                           o.papers(1));
     }},
    {"factor_classes: factors are f32[papers,2], need one column",
     [](GraphOperands& o) { factor_classes(o.b, o.a, o.papers(2)); }},
    {"factor_classes: factors is f32[authors,1], needs one dense floating row per sender",
     [](GraphOperands& o) { factor_classes(o.b, o.a, o.authors(1)); }},
};

TEST(GraphTypeRules, RefuseMessagesThatDoNotFit) {
  expect_refused<GraphOperands>(kRefusedMessages);
}

TEST(GraphTypeRules, SumsOfCodesHaveTheDtypeOfTheScales) {
  Program program;
  Builder builder(program);
  GraphOperands o(builder);
  const auto type = [&](Value y) { return to_string(builder.type(y), program); };
  EXPECT_EQ(type(sum_codes(o, o.codes(9, 4), o.papers(1))), "f32[authors,9]");
  EXPECT_EQ(type(sum_codes(o, o.codes(9, 2), o.weight(1, 1, kF64))), "f64[authors,9]");
  EXPECT_EQ(type(sum_kept_codes(o, o.codes(4), o.positions(4), o.edges(1))), "f32[authors,16]");
  EXPECT_EQ(type(sum_codes_with_hubs(o, o.codes(9, 4, 2), hub_rows(o.b, o.a))), "f32[authors,9]");
}

TEST(GraphTypeRules, HubsAreMarksOfSenders) {
  Program program;
  Builder builder(program);
  GraphOperands o(builder);
  EXPECT_EQ(to_string(builder.type(hub_rows(builder, o.a)), program), "u8[papers,1]");
}

TEST(GraphTypeRules, RefuseWhatDoesNotFitInOneLine) {
  expect_refused<GraphOperands>(kRefusedOnGraphs);
}

TEST(GraphTypeRules, NormsHaveNoGradientInTheirWeights) {
  Program program;
  Builder builder(program);
  GraphOperands o(builder);
  const Value scale = degree_scale(builder, o.a, -0.5, kF32, o.edges(1));
  const Node& node = program.node(scale);
  expect_error(ErrorKind::kUnsupported,
               {"degree_scale: a gradient of weights is wanted, they have to be constant"}, [&] {
                 node.op->gradient(
                     {builder, node, std::vector{scale}, std::vector{o.authors(1)}, {false, true}});
               });
}

TEST(GraphTypeRules, SpmmMaxMakesTheGradientsThatAreWanted) {
  Program program;
  Builder builder(program);
  GraphOperands o(builder);
  const Value y = spmm_max(o.b, o.a, o.papers(4), o.edges(1));
  const Value dy = o.authors(4);
  const auto ops_for = [&](bool x, bool weights) {
    const Node node = program.node(y);
    const size_t before = program.nodes.size();
    node.op->gradient({builder,
                       node,
                       std::vector{y, Value{y.node, 1}},
                       std::vector{dy, kNoValue},
                       {false, x, weights}});
    std::vector<const OpDef*> ops;
    for (size_t i = before; i < program.nodes.size(); ++i) ops.push_back(program.nodes[i].op);
    return ops;
  };
  EXPECT_EQ(ops_for(true, false), (std::vector{&kSpmmMaxGradient}));
  EXPECT_EQ(ops_for(false, true), (std::vector{&kSpmmMaxWeightGradient}));
  EXPECT_EQ(ops_for(true, true), (std::vector{&kSpmmMaxGradient, &kSpmmMaxWeightGradient}));
}

}  // namespace
}  // namespace heddle::test
