// encode_messages: rows travel along edges as their spmm allows.
//
//   spmm(A, x, w)         "int8"  ->  spmm_quantized(A, quantize(x), w)
//   spmm_topk(A, v, p, w) "int8"  ->  spmm_topk_quantized(A, quantize(v), p, w)
//   spmm(A, x, w)  "int8/hubs=4"  ->  spmm_quantized(A, quantize(x, h), w, h),  h = hub_rows(A)
//   spmm(A, x, w)         "bf16"  ->  cast(spmm(A, cast(x), w)), which rounds the sums too
//
// A factor per row goes into the scales, where it costs nothing and rounds nothing:
//
//   spmm(A, row_scale(x, f), w)   ->  spmm_quantized(A, codes(x), row_scale(scales(x), f), w)
//
// One scale for all rows would lose the small ones of these (GCN's hubs). Where columns are few or
// some of them are kept, and the factors are constants, or weights are a gcn_norm, what is left of
// a factor above a power of 4 goes into the rows, and the powers are classes of edges; else rows
// have a scale each then:
//
//   spmm_topk(A, row_scale(v, f), p)  "int8/tensor"  ->
//       spmm_topk_quantized(A, quantize(row_scale(v, r)), p, _, q, j),
//       r, q, j = factor_classes(A, f)
//   spmm_topk(A, v, p, gcn_norm(A))   "int8/tensor"  ->
//       the same with f = degree_scale(A, -1/2), and f as the factors of receivers
//
// Sums of codes are f32; where the rows are bf16 they are rounded as they are written.
//
// Rows that several sums read are encoded once, those with fewer bits for hubs once per adjacency,
// whose hubs they are; kept columns have as many bits in hubs. After autodiff, whose gradients are
// those of sums that are not rounded; before epilogues, which sums of codes have not.
//
// Stays as it is: what reads constants alone, so that it is computed once; rows of several heads;
// weights per head.

#include "heddle/ir/rewrite.h"
#include "heddle/ops/activation.h"
#include "heddle/ops/cast.h"
#include "heddle/ops/degree_scale.h"
#include "heddle/ops/factor_classes.h"
#include "heddle/ops/hub_rows.h"
#include "heddle/ops/row_scale.h"
#include "heddle/ops/spmm.h"
#include "heddle/ops/spmm_quantized.h"
#include "heddle/ops/spmm_topk.h"
#include "heddle/passes/constants.h"
#include "heddle/passes/normalization.h"
#include "heddle/passes/passes.h"

#include <map>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

namespace heddle {
namespace {

using Kind = MessageFormat::Kind;

// The operands that spmm and spmm_topk have in common.
struct Sum {
  Value adjacency, rows, positions, weights;

  static Sum of(const Node& node) {
    const auto& operands = node.operands;
    if (node.op == &kSpmm) return {operands[0], operands[1], kNoValue, operands[2]};
    return {operands[0], operands[1], operands[2], operands[3]};
  }
};

class MessageEncoding {
 public:
  MessageEncoding(const Program& program, const MessageFormat& automatic)
      : automatic_(automatic), constant_(find_constants(program)), rewriter_(program) {}

  Program run() {
    for (size_t i = 0; i < rewriter_.source().nodes.size(); ++i) visit(static_cast<int32_t>(i));
    return rewriter_.finish();
  }

 private:
  void visit(int32_t index) {
    const Node& node = rewriter_.source().nodes[static_cast<size_t>(index)];
    const MessageFormat format = format_of(node);
    if (!can_be_encoded(node, format)) return rewriter_.copy(index);
    const Value y = format.kind == Kind::kBf16
                        ? cast(rewriter_.builder(), append_bf16_sum(node), node.results[0].dtype)
                        : append_sum(node, format);
    rewriter_.map({index, 0}, y);
  }

  // kSame for what is no sum.
  MessageFormat format_of(const Node& node) const {
    if (node.op != &kSpmm && node.op != &kSpmmTopk) return {};
    MessageFormat format = message_format_of(node.attributes);
    if (format.kind != Kind::kAuto) return format;
    const bool stochastic = format.stochastic;
    format = automatic_;
    format.stochastic = stochastic && format.kind == Kind::kQuantized;
    return format;
  }

  bool can_be_encoded(const Node& node, const MessageFormat& format) const {
    if (format.kind == Kind::kSame || node.once || node.recompute_group != 0) return false;
    const Program& program = rewriter_.source();
    const Sum sum = Sum::of(node);
    const Type& rows = program.type(sum.rows);
    if (is_constant(sum.rows) || rows.heads != 1) return false;
    if (sum.weights.present() && program.type(sum.weights).cols != 1) return false;
    if (format.kind == Kind::kBf16 && rows.dtype != DType::kF32) return false;
    return node.op != &kSpmm || has_no_epilogue(node);
  }

  bool is_constant(Value value) const { return constant_[static_cast<size_t>(value.node)]; }

  static bool has_no_epilogue(const Node& node) {
    return !node.operands[3].present() && activation_of(node.attributes) == Activation::kNone;
  }

  Value append_bf16_sum(const Node& node) {
    Node narrow = node;
    for (Value& operand : narrow.operands) operand = rewriter_.mapped(operand);
    narrow.operands[1] = cast(rewriter_.builder(), narrow.operands[1], DType::kBf16);
    narrow.attributes.set("messages", std::string(kSameMessages));
    narrow.results[0].dtype = DType::kBf16;
    return rewriter_.builder().append_node(std::move(narrow));
  }

  Value append_sum(const Node& node, const MessageFormat& format) {
    Builder& builder = rewriter_.builder();
    const Sum sum = Sum::of(node);
    const Value adjacency = rewriter_.mapped(sum.adjacency);
    const CodeSumOptions options = {.reduce = node.attributes.text("reduce"),
                                    .round_to_bf16 = node.results[0].dtype == DType::kBf16};
    const auto factors = factors_of(sum, format);
    const QuantizedRows rows =
        factors ? encoded_by_classes(adjacency, *factors, format) : encoded(sum, format);
    const Value weights = factors ? kNoValue : rewriter_.mapped(sum.weights);
    const Value of_receivers = factors ? factors->of_receivers : kNoValue;
    if (!sum.positions.present()) {
      return spmm_quantized(builder, adjacency, rows, weights, options, of_receivers);
    }
    return spmm_topk_quantized(builder, adjacency, rows, rewriter_.mapped(sum.positions), weights,
                               options, of_receivers);
  }

  // Rows of a sum and constant factors of their nodes.
  struct Factored {
    Value rows, of_senders, of_receivers;
  };

  // Whole rows of more columns wait for bytes, not for multiplications by factors.
  static constexpr int64_t kMostWholeColumns = 64;

  // Nothing where factors of senders are no classes of edges: classes of a graph that changes would
  // be made in every run.
  std::optional<Factored> factors_of(const Sum& sum, const MessageFormat& format) {
    const Program& program = rewriter_.source();
    const bool is_narrow =
        sum.positions.present() || program.type(sum.rows).cols <= kMostWholeColumns;
    if (!format.per_tensor || !is_narrow || !is_constant(sum.adjacency)) return std::nullopt;
    const Node* norm = norm_of_edges(program, sum.adjacency, sum.weights);
    if (norm != nullptr && !norm->operands[1].present()) {
      const DType dtype = compute_dtype(program.type(sum.rows).dtype);
      const Value factors = degree_factors(rewriter_.mapped(norm->operands[0]), dtype);
      return Factored{rewriter_.mapped(sum.rows), factors, factors};
    }
    const Node& producer = program.node(sum.rows);
    if (sum.weights.present() || producer.op != &kRowScale) return std::nullopt;
    if (!is_constant(producer.operands[1])) return std::nullopt;
    return Factored{rewriter_.mapped(producer.operands[0]), rewriter_.mapped(producer.operands[1]),
                    kNoValue};
  }

  Value degree_factors(Value adjacency, DType dtype) {
    const auto [found, added] = degree_factors_.emplace(adjacency, kNoValue);
    if (added) found->second = degree_scale(rewriter_.builder(), adjacency, -0.5, dtype);
    return found->second;
  }

  QuantizedRows encoded(const Sum& sum, MessageFormat format) {
    if (sum.positions.present()) format.hub_bits = 0;
    const Value hubs = format.hub_bits == 0 ? kNoValue : hubs_of(rewriter_.mapped(sum.adjacency));
    const Node& producer = rewriter_.source().node(sum.rows);
    if (producer.op != &kRowScale) return quantized(rewriter_.mapped(sum.rows), format, hubs);
    format.per_tensor = false;
    QuantizedRows unscaled = quantized(rewriter_.mapped(producer.operands[0]), format, hubs);
    unscaled.scales =
        row_scale(rewriter_.builder(), unscaled.scales, rewriter_.mapped(producer.operands[1]));
    return unscaled;
  }

  QuantizedRows encoded_by_classes(Value adjacency, const Factored& factored,
                                   const MessageFormat& format) {
    const FactorClasses& parts = classes_of(adjacency, factored.of_senders);
    // Remainders are the same along all adjacencies.
    const Value remainders =
        remainders_.emplace(factored.of_senders, parts.remainders).first->second;
    QuantizedRows encoded = quantized(multiplied(factored.rows, remainders), format, kNoValue);
    encoded.classes = parts.classes;
    encoded.senders = parts.senders;
    return encoded;
  }

  const FactorClasses& classes_of(Value adjacency, Value factors) {
    const auto [found, added] = classes_.emplace(std::pair(adjacency, factors), FactorClasses());
    if (added) found->second = factor_classes(rewriter_.builder(), adjacency, factors);
    return found->second;
  }

  Value multiplied(Value x, Value remainders) {
    const auto [found, added] = multiplied_.emplace(std::pair(x, remainders), kNoValue);
    if (added) found->second = row_scale(rewriter_.builder(), x, remainders);
    return found->second;
  }

  Value hubs_of(Value adjacency) {
    const auto [found, added] = hubs_.emplace(adjacency, kNoValue);
    if (added) found->second = hub_rows(rewriter_.builder(), adjacency);
    return found->second;
  }

  const QuantizedRows& quantized(Value x, const MessageFormat& format, Value hubs) {
    const Key key = {x, format.bits, format.per_tensor, format.stochastic, format.hub_bits, hubs};
    const auto found = quantized_.find(key);
    if (found != quantized_.end()) return found->second;
    const QuantizeOptions options = {format.bits, format.per_tensor, format.stochastic,
                                     format.hub_bits};
    return quantized_[key] = quantize(rewriter_.builder(), x, options, hubs);
  }

  MessageFormat automatic_;
  std::vector<bool> constant_;  // per old node
  Rewriter rewriter_;
  using Key = std::tuple<Value, int64_t, bool, bool, int64_t, Value>;
  std::map<Key, QuantizedRows> quantized_;                    // by the new value and how
  std::map<Value, Value> hubs_;                               // by the new adjacency
  std::map<std::pair<Value, Value>, FactorClasses> classes_;  // by new adjacency and factors
  std::map<Value, Value> degree_factors_;                     // by new adjacency
  std::map<Value, Value> remainders_;                         // by new factors
  std::map<std::pair<Value, Value>, Value> multiplied_;       // by new rows and remainders
};

}  // namespace

Program encode_messages(const Program& program, const MessageFormat& automatic) {
  return MessageEncoding(program, automatic).run();
}

}  // namespace heddle
