#include "heddle/ops/linear.h"
#include "tests/ops/case_files.h"

namespace heddle::test {
namespace {

struct LinearVariant {
  const char* name;
  bool bias, transpose_w;
  int64_t outputs;  // columns of y; 0: as many as x
  const char* activation;
  bool addend = false;
};

constexpr LinearVariant kLinearVariants[] = {
    {"linear", false, false, 24, "none"},
    {"linear square", false, false, 0, "none"},
    {"linear one column", false, false, 1, "none"},
    {"linear transpose_w", false, true, 33, "none"},
    {"linear bias", true, false, 7, "none"},
    {"linear bias relu", true, false, 40, "relu"},
    {"linear elu transpose_w", false, true, 5, "elu"},
    {"linear addend", false, false, 33, "none", true},
    {"linear bias addend relu", true, true, 40, "relu", true},
};

Type weight_of(const CaseContext& c, const LinearVariant& variant) {
  const int64_t outputs = variant.outputs == 0 ? c.cols() : variant.outputs;
  return variant.transpose_w ? weight_type(outputs, c.cols(), c.dtype())
                             : weight_type(c.cols(), outputs, c.dtype());
}

OpCase linear_case(const LinearVariant& variant, bool csr) {
  const bool fused = std::string_view(variant.activation) != "none" || variant.addend;
  OpCase result = {
      .op = &kLinear,
      .name = std::string(variant.name) + (csr ? " csr" : ""),
      .build =
          [variant, csr](CaseContext& c) {
            const Value x =
                csr ? c.csr("x", c.cols()) : c.operand("x", c.rows(c.cols(), c.heads()));
            const Type weight = weight_of(c, variant);
            const Value w = c.operand("w", weight);
            const int64_t outputs = variant.transpose_w ? weight.rows : weight.cols;
            const Value bias = variant.bias ? c.operand("bias", c.side_row(outputs)) : kNoValue;
            const Value addend = variant.addend ? c.operand("addend", c.rows(outputs)) : kNoValue;
            return c.builder().append(kLinear, {x, w, bias, addend},
                                      {{"transpose_w", variant.transpose_w},
                                       {"activation", std::string(variant.activation)}});
          },
      .gradient = !fused && !(csr && variant.transpose_w),
  };
  if (!fused && !variant.bias && !csr) result.linear_in = {0, 1};
  if (!fused && !variant.bias && csr && !variant.transpose_w) result.linear_in = {1};
  return result;
}

// Rows of more stored values than a RowSchedule leaves in one piece, on one small graph.
OpCase long_rows_case() {
  return {.op = &kLinear,
          .name = "linear csr of long rows",
          .build =
              [](CaseContext& c) {
                constexpr int64_t kCols = 50'000, kOutputs = 3;
                const Value x = c.csr("x", kCols);
                const Value w = c.operand("w", weight_type(kCols, kOutputs, c.dtype()));
                return linear(c.builder(), x, w);
              },
          .gradient = false,
          .fits = [](const Situation& s) { return s.name == "mixed, D = 3"; }};
}

}  // namespace

void add_linear_cases(CaseList& list) {
  for (const LinearVariant& variant : kLinearVariants) {
    list.push_back(linear_case(variant, false));
    if (!variant.addend) list.push_back(linear_case(variant, true));
  }
  list.push_back(long_rows_case());
}

}  // namespace heddle::test
