#include "heddle/ops/linear_topk.h"
#include "tests/ops/case_files.h"
#include "tests/ops/kept_counts.h"

namespace heddle::test {
namespace {

struct LinearTopkVariant {
  const char* name;
  bool bias = false;
  int64_t outputs = 24;  // columns of y; 0: as many as x
  const char* activation = "none";
  bool groups = false, all = false, transpose_w = false, addend = false;
};

constexpr LinearTopkVariant kVariants[] = {
    {.name = "linear_topk"},
    {.name = "linear_topk square", .outputs = 0},
    {.name = "linear_topk one column", .outputs = 1},
    {.name = "linear_topk bias", .bias = true, .outputs = 33},
    {.name = "linear_topk bias relu", .bias = true, .outputs = 70, .activation = "relu"},
    {.name = "linear_topk elu", .outputs = 5, .activation = "elu"},
    {.name = "linear_topk of groups", .outputs = 40, .groups = true},
    {.name = "linear_topk all", .all = true},
    {.name = "linear_topk transpose_w", .outputs = 33, .transpose_w = true},
    {.name = "linear_topk addend", .outputs = 33, .addend = true},
    {.name = "linear_topk bias addend relu", .bias = true, .activation = "relu", .addend = true},
};

OpCase linear_topk_case(const LinearTopkVariant& variant) {
  const bool fused = std::string_view(variant.activation) != "none" || variant.addend;
  OpCase result = {
      .op = &kLinearTopk,
      .name = variant.name,
      .build =
          [variant](CaseContext& c) {
            const int64_t cols = c.cols(), outputs = variant.outputs == 0 ? cols : variant.outputs;
            const int64_t group = variant.groups ? group_width(cols) : 0;
            const int64_t quarter = variant.groups ? cols / group : kept_quarter(cols);
            const int64_t kept = variant.all ? cols : quarter;
            const Value values = c.operand("values", c.rows(kept));
            const Value positions = c.positions("positions", c.rows(cols), kept, group);
            const Value w =
                c.operand("w", variant.transpose_w ? weight_type(outputs, cols, c.dtype())
                                                   : weight_type(cols, outputs, c.dtype()));
            const Value bias = variant.bias ? c.operand("bias", c.side_row(outputs)) : kNoValue;
            const Value addend = variant.addend ? c.operand("addend", c.rows(outputs)) : kNoValue;
            return c.builder().append(kLinearTopk, {values, positions, w, bias, addend},
                                      {{"activation", std::string(variant.activation)},
                                       {"transpose_w", variant.transpose_w}});
          },
      .gradient = !fused,
  };
  if (result.gradient && !variant.bias) result.linear_in = {0, 2};
  return result;
}

constexpr int64_t kOutputs = 40;
// More than a panel of any kernel.
constexpr int64_t kManyOutputs = 150;

// Rows of dy, or a quarter of their columns.
struct Gradient {
  Value dy, positions;
};
Gradient gradient_of(CaseContext& c, bool kept, int64_t outputs = kOutputs) {
  if (!kept) return {c.operand("dy", c.rows(outputs)), kNoValue};
  return {c.operand("dy", c.rows(outputs / 4)),
          c.positions("dy_positions", c.rows(outputs), outputs / 4)};
}

OpCase gradient_case(const char* name, bool kept_dy) {
  return {.op = &kLinearTopkGradient,
          .name = name,
          .build =
              [kept_dy](CaseContext& c) {
                const Value positions =
                    c.positions("positions", c.rows(c.cols()), kept_quarter(c.cols()));
                const Gradient gradient = gradient_of(c, kept_dy);
                const Value w = c.operand("w", weight_type(c.cols(), kOutputs, c.dtype()));
                return c.builder().append(kLinearTopkGradient,
                                          {gradient.dy, positions, w, gradient.positions});
              },
          .gradient = false};
}

OpCase weight_gradient_case(const char* name, bool transpose_dw, bool kept_dy,
                            int64_t outputs = kOutputs) {
  return {.op = &kLinearTopkWeightGradient,
          .name = name,
          .build =
              [=](CaseContext& c) {
                const int64_t kept = kept_quarter(c.cols());
                const Value values = c.operand("values", c.rows(kept));
                const Value positions = c.positions("positions", c.rows(c.cols()), kept);
                const Gradient gradient = gradient_of(c, kept_dy, outputs);
                return c.builder().append(kLinearTopkWeightGradient,
                                          {values, positions, gradient.dy, gradient.positions},
                                          {{"transpose_dw", transpose_dw}});
              },
          .gradient = false};
}

}  // namespace

void add_linear_topk_cases(CaseList& list) {
  for (const LinearTopkVariant& variant : kVariants) list.push_back(linear_topk_case(variant));
  list.push_back(gradient_case("linear_topk_gradient", false));
  list.push_back(gradient_case("linear_topk_gradient kept dy", true));
  list.push_back(weight_gradient_case("linear_topk_weight_gradient", false, false));
  list.push_back(weight_gradient_case("linear_topk_weight_gradient transpose_dw", true, false));
  list.push_back(weight_gradient_case("linear_topk_weight_gradient kept dy", false, true));
  list.push_back(weight_gradient_case("linear_topk_weight_gradient both", true, true));
  list.push_back(
      weight_gradient_case("linear_topk_weight_gradient wide", false, false, kManyOutputs));
  list.push_back(
      weight_gradient_case("linear_topk_weight_gradient wide both", true, true, kManyOutputs));
}

}  // namespace heddle::test
