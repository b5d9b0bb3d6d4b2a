#include "heddle/ops/spmm.h"
#include "tests/ops/case_files.h"

namespace heddle::test {
namespace {

enum class Weights : uint8_t { kNone, kPerEdge, kPerHead };

struct SpmmVariant {
  const char* name;
  Weights weights;
  const char* reduce;
  bool bias;
  const char* activation;
};

constexpr SpmmVariant kSpmmVariants[] = {
    {"spmm sum", Weights::kNone, "sum", false, "none"},
    {"spmm mean", Weights::kNone, "mean", false, "none"},
    {"spmm sum weighted", Weights::kPerEdge, "sum", false, "none"},
    {"spmm mean weighted", Weights::kPerEdge, "mean", false, "none"},
    {"spmm sum weighted per head", Weights::kPerHead, "sum", false, "none"},
    {"spmm mean bias", Weights::kNone, "mean", true, "none"},
    {"spmm sum bias relu", Weights::kNone, "sum", true, "relu"},
    {"spmm sum weighted per head bias elu", Weights::kPerHead, "sum", true, "elu"},
};

OpCase spmm_case(const SpmmVariant& variant) {
  const bool epilogue = variant.bias || std::string_view(variant.activation) != "none";
  OpCase result = {
      .op = &kSpmm,
      .name = variant.name,
      .build =
          [variant](CaseContext& c) {
            const Value a = c.adjacency();
            const Value x = c.operand("x", c.sender_rows(c.cols(), c.heads()));
            Value weights, bias;
            if (variant.weights != Weights::kNone) {
              const int64_t cols = variant.weights == Weights::kPerHead ? c.heads() : 1;
              weights = c.operand("weights", c.edges(cols));
            }
            if (variant.bias) bias = c.operand("bias", c.side_row(c.cols()));
            return c.builder().append(kSpmm, {a, x, weights, bias},
                                      {{"reduce", std::string(variant.reduce)},
                                       {"activation", std::string(variant.activation)}});
          },
      .gradient = !epilogue,
  };
  if (!epilogue) result.linear_in = {1};
  if (!epilogue && variant.weights != Weights::kNone) result.linear_in = {1, 2};
  return result;
}

}  // namespace

void add_spmm_cases(CaseList& list) {
  for (const SpmmVariant& variant : kSpmmVariants) list.push_back(spmm_case(variant));
}

}  // namespace heddle::test
