// Operands that do not fit are refused with one line that names the operator and both shapes.

#include "heddle/ir/printer.h"
#include "heddle/ops/op_list.h"
#include "tests/ops/refused_operands.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <string>

namespace heddle::test {
namespace {

using enum DType;

// Values of many types; nodes has 5 rows, others 7.
struct RowOperands {
  explicit RowOperands(Builder& builder) : b(builder) {}

  SpaceId space(const char* name, int64_t size) {
    return b.add_space({name, SpaceKind::kNodes, size, false});
  }
  Value nodes(int64_t cols, DType dtype = kF32, int64_t heads = 1) {
    return input(dense_type(dtype, space("nodes", 5), 5, cols, heads));
  }
  Value others(int64_t cols, DType dtype = kF32) {
    return input(dense_type(dtype, space("others", 7), 7, cols));
  }
  Value weight(int64_t rows, int64_t cols, DType dtype = kF32) {
    return input(weight_type(rows, cols, dtype));
  }
  Value csr(int64_t cols, DType dtype = kF32) {
    Type type = dense_type(dtype, space("nodes", 5), 5, cols);
    type.form = Form::kCsr;
    type.entries = 9;
    return input(type);
  }
  Value input(const Type& type) {
    return b.input("x" + std::to_string(b.program().nodes.size()), type, false);
  }

  Builder& b;
};

const Refused<RowOperands> kRefusedRows[] = {
    {"linear: x is f32[nodes,4], w is f32[3,2]: inner dimensions 4 and 3 differ",
     [](RowOperands& o) { linear(o.b, o.nodes(4), o.weight(3, 2)); }},
    {"linear: x is f32[nodes,4], w is f32[4,2] transposed: inner dimensions 4 and 2 differ",
     [](RowOperands& o) { linear(o.b, o.nodes(4), o.weight(4, 2), kNoValue, true); }},
    {"linear: x is f32[nodes,4], needs dense rows in the dtype of w = bf16[4,2]",
     [](RowOperands& o) { linear(o.b, o.nodes(4), o.weight(4, 2, kBf16)); }},
    {"linear: x is csr f32[nodes,4] entries 9",
     [](RowOperands& o) { linear(o.b, o.csr(4), o.weight(4, 2, kF64)); }},
    {"linear: w is f32[nodes,4]", [](RowOperands& o) { linear(o.b, o.nodes(5), o.nodes(4)); }},
    {"linear: w is i32[4,2]",
     [](RowOperands& o) { linear(o.b, o.nodes(4), o.weight(4, 2, kI32)); }},
    {"linear: bias is f32[1,3], needs f32[1,2]",
     [](RowOperands& o) { linear(o.b, o.nodes(4), o.weight(4, 2), o.weight(1, 3)); }},
    {"linear: bias is bf16[1,2], needs f32[1,2]",
     [](RowOperands& o) {
       linear(o.b, o.nodes(4, kBf16), o.weight(4, 2, kBf16), o.weight(1, 2, kBf16));
     }},
    {"activation 'gelu' is none of none, relu, elu",
     [](RowOperands& o) {
       o.b.append(kLinear, {o.nodes(4), o.weight(4, 2), kNoValue},
                  {{"activation", std::string("gelu")}});
     }},
    {"linear_weight_gradient: x is f32[nodes,4], dy is f32[others,2]",
     [](RowOperands& o) { linear_weight_gradient(o.b, o.nodes(4), o.others(2)); }},
    {"add: operands are f32[nodes,4] and f32[nodes,5], need one type",
     [](RowOperands& o) { add(o.b, o.nodes(4), o.nodes(5)); }},
    {"add: operands are f32[nodes,4] and f32[nodes,4/2], need one type",
     [](RowOperands& o) { add(o.b, o.nodes(4), o.nodes(4, kF32, 2)); }},
    {"multiply: operands are", [](RowOperands& o) { multiply(o.b, o.nodes(4), o.others(4)); }},
    {"scale: x is i32[nodes,4]", [](RowOperands& o) { scale(o.b, o.nodes(4, kI32), 2); }},
    {"relu: x is csr f32[nodes,4]", [](RowOperands& o) { relu(o.b, o.csr(4)); }},
    {"elu: x is i32", [](RowOperands& o) { elu(o.b, o.nodes(4, kI32)); }},
    {"leaky_relu: slope is 0, needs a positive number",
     [](RowOperands& o) { leaky_relu(o.b, o.nodes(4), 0); }},
    {"dropout: probability is 1, needs one in [0, 1)",
     [](RowOperands& o) { dropout(o.b, o.nodes(4), 1); }},
    {"dropout: probability is nan", [](RowOperands& o) { dropout(o.b, o.nodes(4), NAN); }},
    {"cast: dtype is 'i32'", [](RowOperands& o) { cast(o.b, o.nodes(4), kI32); }},
    {"add_bias: bias is f32[1,3], needs f32[1,4] beside f32[nodes,4]",
     [](RowOperands& o) { add_bias(o.b, o.nodes(4), o.weight(1, 3)); }},
    {"add_bias: bias is bf16[1,4], needs f32[1,4] beside bf16[nodes,4]",
     [](RowOperands& o) { add_bias(o.b, o.nodes(4, kBf16), o.weight(1, 4, kBf16)); }},
    {"column_sum: the first operand is csr", [](RowOperands& o) { column_sum(o.b, o.csr(4)); }},
    {"row_scale: the scale is f32[others,1], needs f32[nodes,1] beside f32[nodes,4]",
     [](RowOperands& o) { row_scale(o.b, o.nodes(4), o.others(1)); }},
    {"row_dot: operands are", [](RowOperands& o) { row_dot(o.b, o.nodes(4), o.nodes(5)); }},
    {"head_dot: the vector is f32[1,3]",
     [](RowOperands& o) { head_dot(o.b, o.nodes(4, kF32, 2), o.weight(1, 3)); }},
    {"head_outer: dtype is 'f64'",
     [](RowOperands& o) { head_outer(o.b, o.nodes(2), o.weight(1, 4), kF64); }},
    {"head_outer: the vector is f32[1,5]",
     [](RowOperands& o) { head_outer(o.b, o.nodes(2), o.weight(1, 5), kF32); }},
    {"head_column_sum: l is f32[nodes,3], needs f32[nodes,2]",
     [](RowOperands& o) { head_column_sum(o.b, o.nodes(4, kF32, 2), o.nodes(3)); }},
    {"head_broadcast: 0 heads", [](RowOperands& o) { head_broadcast(o.b, o.nodes(2), 0); }},
    {"head_broadcast: 3 heads of f32[nodes,4/2]",
     [](RowOperands& o) { head_broadcast(o.b, o.nodes(4, kF32, 2), 3); }},
    {"reshape_heads: 3 heads of f32[nodes,4]",
     [](RowOperands& o) { reshape_heads(o.b, o.nodes(4), 3); }},
    {"slice_columns: 3 columns from 2 on of f32[nodes,4]",
     [](RowOperands& o) { slice_columns(o.b, o.nodes(4), 2, 3); }},
    {"slice_columns: 9223372036854775807 columns from 1 on",
     [](RowOperands& o) { slice_columns(o.b, o.nodes(4), 1, INT64_MAX); }},
    {"pad_columns: f32[nodes,4] does not fit into 5 columns from 2 on",
     [](RowOperands& o) { pad_columns(o.b, o.nodes(4), 2, 5); }},
    {"batch_norm: running_var is f32[1,3]",
     [](RowOperands& o) {
       const Value row = o.weight(1, 4);
       batch_norm(o.b, o.nodes(4), row, row, row, o.weight(1, 3));
     }},
    {"batch_norm: momentum is 2",
     [](RowOperands& o) {
       const Value row = o.weight(1, 4);
       batch_norm(o.b, o.nodes(4), row, row, row, row, 1e-5, 2);
     }},
    {"layer_norm: eps is -1",
     [](RowOperands& o) {
       const Value row = o.weight(1, 4);
       layer_norm(o.b, o.nodes(4), row, row, -1);
     }},
    {"cross_entropy: labels are f32[nodes,1], needs i32[nodes,1]",
     [](RowOperands& o) { cross_entropy(o.b, o.nodes(4), o.nodes(1), o.nodes(1)); }},
    {"cross_entropy: the weight is f32[others,1]",
     [](RowOperands& o) { cross_entropy(o.b, o.nodes(4), o.nodes(1, kI32), o.others(1)); }},
    {"cross_entropy: logits are f32[nodes,0], needs a class",
     [](RowOperands& o) { cross_entropy(o.b, o.nodes(0), o.nodes(1, kI32), o.nodes(1)); }},
    {"binary_cross_entropy: targets are bf16[nodes,4], needs f32[nodes,4]",
     [](RowOperands& o) {
       binary_cross_entropy(o.b, o.nodes(4, kBf16), o.nodes(4, kBf16), o.nodes(1));
     }},
    {"quantize: the first operand is csr f32[nodes,4] entries 9, needs a dense floating matrix",
     [](RowOperands& o) { quantize(o.b, o.csr(4), {}); }},
    {"quantize: the first operand is i8[nodes,4], needs a dense floating matrix",
     [](RowOperands& o) { quantize(o.b, o.nodes(4, kI8), {}); }},
    {"quantize: the first operand is quantized i8[nodes,4] bits 8, needs a dense floating matrix",
     [](RowOperands& o) { quantize(o.b, quantize(o.b, o.nodes(4), {}).codes, {}); }},
    {"quantize: x is f32[nodes,4/2], needs rows of one head",
     [](RowOperands& o) { quantize(o.b, o.nodes(4, kF32, 2), {}); }},
    {"quantize: bits are 3, need 8, 4 or 2",
     [](RowOperands& o) { quantize(o.b, o.nodes(4), {.bits = 3}); }},
    {"quantize: bits are -4", [](RowOperands& o) { quantize(o.b, o.nodes(4), {.bits = -4}); }},
    {"quantize: per is 'column', needs row or tensor",
     [](RowOperands& o) {
       o.b.append(kQuantize, {o.nodes(4)}, {{"per", std::string("column")}});
     }},
    {"quantize: hub_bits are 4, need 4 or 2 and fewer than 4, or 0",
     [](RowOperands& o) {
       quantize(o.b, o.nodes(4), {.bits = 4, .hub_bits = 4}, o.nodes(1, kU8));
     }},
    {"quantize: hub_bits are 3, need 4 or 2 and fewer than 8, or 0",
     [](RowOperands& o) { quantize(o.b, o.nodes(4), {.hub_bits = 3}, o.nodes(1, kU8)); }},
    {"quantize: hubs need a scale per row, per is 'tensor'",
     [](RowOperands& o) {
       quantize(o.b, o.nodes(4), {.per_tensor = true, .hub_bits = 4}, o.nodes(1, kU8));
     }},
    {"quantize: hubs are _ and have 4 bits, need both or neither",
     [](RowOperands& o) { quantize(o.b, o.nodes(4), {.hub_bits = 4}); }},
    {"quantize: hubs are u8[nodes,1] and have 0 bits, need both or neither",
     [](RowOperands& o) { quantize(o.b, o.nodes(4), {}, o.nodes(1, kU8)); }},
    {"quantize: hubs are f32[nodes,1], need one u8 per row of quantized i8[nodes,4] bits 8 hubs 4",
     [](RowOperands& o) { quantize(o.b, o.nodes(4), {.hub_bits = 4}, o.nodes(1)); }},
    {"quantize: hubs are u8[others,1], need one u8 per row",
     [](RowOperands& o) { quantize(o.b, o.nodes(4), {.hub_bits = 4}, o.others(1, kU8)); }},
    {"quantize: hubs are u8[nodes,2], need one u8 per row",
     [](RowOperands& o) { quantize(o.b, o.nodes(4), {.hub_bits = 4}, o.nodes(2, kU8)); }},
    {"learning_rate: step is f32[1,1], needs i64[1,1]",
     [](RowOperands& o) { learning_rate(o.b, o.weight(1, 1), 0.1); }},
    {"increment: step is i32[1,1]", [](RowOperands& o) { increment(o.b, o.weight(1, 1, kI32)); }},
    {"adam: the weight is bf16[2,2], needs a dense f32 or f64 matrix",
     [](RowOperands& o) {
       const Value w = o.weight(2, 2, kBf16);
       adam(o.b, w, w, w, w, o.weight(1, 1, kI64), o.weight(1, 1));
     }},
    {"sgd: operand 1 is f32[2,3], the weight is f32[2,2]; need one type",
     [](RowOperands& o) {
       const Value w = o.weight(2, 2);
       sgd(o.b, w, o.weight(2, 3), w, o.weight(1, 1));
     }},
    {"sgd: the learning rate is f64[1,1], needs f32[1,1]",
     [](RowOperands& o) {
       const Value w = o.weight(2, 2, kF64);
       sgd(o.b, w, w, w, o.weight(1, 1, kF64));
     }},
};

TEST(TypeRules, RefuseWhatDoesNotFitInOneLine) { expect_refused<RowOperands>(kRefusedRows); }

TEST(TypeRules, AliasesAndCastsThatChangeNothingAreTheirOperand) {
  Program program;
  Builder builder(program);
  RowOperands o(builder);
  const Value x = o.nodes(4, kF32, 2);
  EXPECT_EQ(reshape_heads(builder, x, 2), x);
  EXPECT_EQ(cast(builder, x, kF32), x);
  EXPECT_EQ(program.nodes.size(), 1U);
}

TEST(TypeRules, QuantizeMakesCodesAndScalesInTheComputeDtype) {
  Program program;
  Builder builder(program);
  RowOperands o(builder);
  const auto types = [&](DType dtype, const QuantizeOptions& options) {
    const Value hubs = options.hub_bits == 0 ? kNoValue : o.nodes(1, kU8);
    const QuantizedRows rows = quantize(builder, o.nodes(9, dtype), options, hubs);
    return to_string(builder.type(rows.codes), program) + ", " +
           to_string(builder.type(rows.scales), program);
  };
  EXPECT_EQ(types(kF32, {}), "quantized i8[nodes,9] bits 8, f32[nodes,1]");
  EXPECT_EQ(types(kBf16, {.bits = 4}), "quantized i8[nodes,9] bits 4, f32[nodes,1]");
  EXPECT_EQ(types(kF32, {.bits = 8, .hub_bits = 2}),
            "quantized i8[nodes,9] bits 8 hubs 2, f32[nodes,1]");
  EXPECT_EQ(types(kF64, {.bits = 2, .per_tensor = true}), "quantized i8[nodes,9] bits 2, f64[1,1]");
}

}  // namespace
}  // namespace heddle::test
