#include "heddle/ops/factor_classes.h"
#include "heddle/ops/spmm_quantized.h"
#include "heddle/ops/transpose.h"
#include "tests/ops/case_files.h"
#include "tests/ops/kept_counts.h"

namespace heddle::test {
namespace {

struct QuantizedVariant {
  int64_t bits = 8, hub_bits = 0;
  bool per_tensor = false, weighted = false, mean = false, transposed = false;
  int64_t classes = 0;    // of factors: 1, or -1 with negative codes
  bool infinite = false;  // weights
};

// What is divided between classes is rounded to a step, which is little beside these.
constexpr double kLeastLargeCode = 100;
Fill large_codes(int64_t sign) {
  return sign > 0 ? integers(kLeastLargeCode, 128) : integers(-127, 1 - kLeastLargeCode);
}

// Adjacency, codes and scales of a variant, with `cols` codes per sender.
struct QuantizedOperands {
  Value adjacency, weights, receiver_factors;
  QuantizedRows rows;
  Type senders;

  QuantizedOperands(CaseContext& c, const QuantizedVariant& variant, int64_t cols) {
    adjacency = variant.transposed ? transpose(c.builder(), c.adjacency()) : c.adjacency();
    senders = variant.transposed ? c.rows(c.cols()) : c.sender_rows(c.cols());
    // Of packed codes every byte is one that may occur.
    const bool packed = codes_per_byte(variant.bits) > 1;
    const double most = packed ? 128 : static_cast<double>(largest_code(variant.bits)) + 1;
    const double least = packed ? -128 : 1 - most;
    rows.codes = c.operand(
        "codes", quantized_type(senders.space, senders.rows, cols, variant.bits, variant.hub_bits),
        variant.classes == 0 ? integers(least, most) : large_codes(variant.classes));
    const Type own = variant.transposed ? c.side(1) : c.sender_side(1);
    rows.scales =
        c.operand("scales", variant.per_tensor ? c.side_row(1) : own, fixed(positive_values()));
    if (variant.hub_bits > 0) rows.hubs = c.hubs(senders);
    if (variant.classes != 0) add_classes(c, variant.transposed);
    const Fill fill = variant.infinite ? infinite_values() : signed_values();
    if (variant.weighted) weights = c.operand("weights", c.edges(1), fixed(fill));
  }

 private:
  // Any classes and senders: sums go to f32 where a class is larger than the one before.
  void add_classes(CaseContext& c, bool transposed) {
    Type type = c.edges(1);
    type.dtype = DType::kU8;
    rows.classes = c.operand("classes", type, integers(0, kMostFactorClasses));
    type.dtype = DType::kI32;
    const EdgeList& edges = c.situation().edges;
    const int64_t count = transposed ? edges.receivers : edges.senders;
    rows.senders = c.operand("senders", type, integers(0, static_cast<double>(count)));
    const Type receivers = transposed ? c.sender_side(1) : c.side(1);
    receiver_factors = c.operand("receiver_factors", receivers, fixed(positive_values()));
  }
};

// Of integers that are divided by 4 or more between classes: 1 + 1/4 + 1/16 + ... steps, beside a
// code of at least one edge, which one of `columns` columns has.
double step_of(const QuantizedVariant& variant, double columns) {
  return variant.classes != 0 ? 4.0 / 3 / kLeastLargeCode * columns : 0;
}

CodeSumOptions options_of(const CaseContext& c, const QuantizedVariant& variant) {
  return {.reduce = variant.mean ? "mean" : "sum", .round_to_bf16 = c.dtype() == DType::kBf16};
}

OpCase sum_case(const char* name, const QuantizedVariant& variant) {
  return {.op = &kSpmmQuantized,
          .name = name,
          .build =
              [=](CaseContext& c) {
                const QuantizedOperands operands(c, variant, c.cols());
                return spmm_quantized(c.builder(), operands.adjacency, operands.rows,
                                      operands.weights, options_of(c, variant),
                                      operands.receiver_factors);
              },
          .gradient = false,
          .step = step_of(variant, 1)};
}

// `group`: one of every so many columns; 0: a quarter, anywhere.
OpCase topk_case(const std::string& name, const QuantizedVariant& variant, int64_t group = 0) {
  return {.op = &kSpmmTopkQuantized,
          .name = name,
          .build =
              [=](CaseContext& c) {
                const int64_t width = group == 0 || c.cols() % group != 0 ? 0 : group;
                const int64_t kept = width == 0 ? kept_quarter(c.cols()) : c.cols() / width;
                const QuantizedOperands operands(c, variant, kept);
                const Value positions = c.positions("positions", operands.senders, kept, width);
                return spmm_topk_quantized(c.builder(), operands.adjacency, operands.rows,
                                           positions, operands.weights, options_of(c, variant),
                                           operands.receiver_factors);
              },
          .gradient = false,
          .step = step_of(variant, group == 0 ? 4 : static_cast<double>(group))};
}

}  // namespace

void add_spmm_quantized_cases(CaseList& list) {
  list.push_back(sum_case("spmm_quantized", {}));
  list.push_back(sum_case("spmm_quantized per tensor mean", {.per_tensor = true, .mean = true}));
  list.push_back(sum_case("spmm_quantized weighted", {.weighted = true}));
  list.push_back(
      sum_case("spmm_quantized transposed", {.weighted = true, .mean = true, .transposed = true}));
  list.push_back(sum_case("spmm_quantized of 4 bits", {.bits = 4}));
  list.push_back(sum_case("spmm_quantized of 4 bits weighted", {.bits = 4, .weighted = true}));
  list.push_back(sum_case("spmm_quantized of 2 bits", {.bits = 2, .mean = true}));
  list.push_back(sum_case("spmm_quantized with hubs of 4 bits", {.hub_bits = 4}));
  list.push_back(sum_case("spmm_quantized with hubs of 2 bits",
                          {.hub_bits = 2, .weighted = true, .transposed = true}));
  list.push_back(sum_case("spmm_quantized of 4 bits with hubs of 2",
                          {.bits = 4, .hub_bits = 2, .weighted = true, .mean = true}));
  list.push_back(sum_case("spmm_quantized by classes", {.per_tensor = true, .classes = 1}));
  list.push_back(sum_case("spmm_quantized by classes mean transposed",
                          {.per_tensor = true, .mean = true, .transposed = true, .classes = -1}));

  list.push_back(topk_case("spmm_topk_quantized", {}));
  list.push_back(topk_case("spmm_topk_quantized weighted mean", {.weighted = true, .mean = true}));
  list.push_back(
      topk_case("spmm_topk_quantized with infinite weights", {.weighted = true, .infinite = true}));
  list.push_back(topk_case("spmm_topk_quantized of 4 bits", {.bits = 4}));
  list.push_back(topk_case("spmm_topk_quantized by classes mean transposed",
                           {.per_tensor = true, .mean = true, .transposed = true, .classes = 1}));
  for (const int64_t group : {8, 4}) {
    const auto name = [&](const char* what) {
      return fmt::format("spmm_topk_quantized of groups of {}{}", group, what);
    };
    list.push_back(topk_case(name(" per tensor"), {.per_tensor = true}, group));
    list.push_back(topk_case(name(" by classes"), {.per_tensor = true, .classes = 1}, group));
    list.push_back(topk_case(name(" by classes of negative codes"),
                             {.per_tensor = true, .classes = -1}, group));
    list.push_back(topk_case(name(" per tensor mean transposed"),
                             {.per_tensor = true, .mean = true, .transposed = true}, group));
    list.push_back(topk_case(name(""), {}, group));
    list.push_back(topk_case(name(" weighted"), {.weighted = true}, group));
  }
}

}  // namespace heddle::test
