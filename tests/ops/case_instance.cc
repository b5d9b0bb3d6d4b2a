#include "tests/ops/case_instance.h"

#include "heddle/base/error.h"
#include "heddle/base/philox.h"
#include "heddle/ops/reshape_heads.h"
#include "heddle/ops/slice_columns.h"
#include "heddle/ops/transpose.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace heddle::test {
namespace {

// In a strided situation a row is that much longer, and the first element that far in.
constexpr int64_t kExtraStride = 5;
constexpr int64_t kExtraOffset = 3;

int64_t max_degree(const AdjacencyView& a) {
  int64_t degree = 0;
  for (int64_t row = 0; row < a.rows; ++row) degree = std::max(degree, a.degree(row));
  return degree;
}

}  // namespace

CaseInstance::CaseInstance(const OpCase& op_case, const Situation& situation, DType dtype,
                           WithGradient with_gradient)
    : op_case_(op_case), situation_(situation), dtype_(dtype) {
  build(with_gradient);
}

void CaseInstance::make_values() {
  graph_ = std::make_unique<Adjacency>(situation_.edges, 1);
  graph_->ensure_transpose();
  for (int64_t i = 0; situation_.permuted_ids &&
                      i < std::max(situation_.edges.receivers, situation_.edges.senders);
       ++i) {
    row_ids_.push_back(static_cast<int32_t>((i * 7919 + 13) % 100003));
  }
  views_.resize(program_.nodes.size());
  make_adjacencies();
  for (const CaseInput& input : inputs_) make_input(input.value, input.fill);
  for (size_t n = 0; n < program_.nodes.size(); ++n) {
    const Node& node = program_.nodes[n];
    if (node.op->is_source) continue;
    if (node.op->is_alias) {
      make_alias(static_cast<int32_t>(n));
      continue;
    }
    for (size_t r = 0; r < node.results.size(); ++r) {
      make_result({static_cast<int32_t>(n), static_cast<int32_t>(r)});
    }
  }
}

void CaseInstance::build(WithGradient with_gradient) {
  program_.name = op_case_.name;
  CaseContext context(program_, situation_, dtype_);
  result_ = op_case_.build(context);
  check(program_.node(result_).op == op_case_.op, "case: builds another operator");
  inputs_ = context.inputs();
  if (with_gradient == WithGradient::kYes && op_case_.gradient) append_gradient();
}

void CaseInstance::append_gradient() {
  Builder builder(program_);
  d_result_ = builder.input("d_result", program_.type(result_), false);
  inputs_.push_back({d_result_, signed_values()});
  const Node& node = program_.node(result_);
  std::vector<bool> needs;
  for (size_t i = 0; i < node.operands.size(); ++i) {
    const Value operand = node.operands[i];
    const auto input = std::find_if(inputs_.begin(), inputs_.end(),
                                    [&](const CaseInput& in) { return in.value == operand; });
    const Type& type = program_.type(operand);
    needs.push_back(input != inputs_.end() && !input->fill.fixed && type.is_dense() &&
                    is_floating(type.dtype));
    if (needs.back()) wanted_.push_back({i, operand, kNoValue});
  }
  std::vector<Value> results, d_results;
  for (size_t r = 0; r < node.results.size(); ++r) {
    results.push_back({result_.node, static_cast<int32_t>(r)});
    d_results.push_back(r == 0 ? d_result_ : kNoValue);
  }
  const std::vector<Value> gradients =
      node.op->gradient({builder, node, results, d_results, needs});
  check(gradients.size() == node.operands.size(), "gradient rule: one value per operand");
  for (Wanted& wanted : wanted_) wanted.gradient = gradients[wanted.position];
}

void CaseInstance::make_adjacencies() {
  for (size_t n = 0; n < program_.nodes.size(); ++n) {
    if (program_.nodes[n].op != &kAdjacency) continue;
    OperandView view;
    view.adjacency = &graph_->view();
    view.rows = graph_->view().rows;
    view.cols = graph_->view().cols;
    views_[n] = {view};
  }
}

int64_t CaseInstance::bound_rows(const Type& type) const {
  if (type.space == kNoSpace) return type.rows;
  const std::string& name = program_.space(type.space).name;
  if (name == "receivers") return situation_.edges.receivers;
  if (name == "senders") return situation_.edges.senders;
  return static_cast<int64_t>(situation_.edges.sources.size());
}

OperandView CaseInstance::shape_of(Value value) const {
  const Type& type = program_.type(value);
  OperandView view;
  view.rows = bound_rows(type);
  view.cols = view.stride = type.stored_cols();
  view.heads = type.heads;
  view.bits = type.bits;
  view.hub_bits = type.hub_bits;
  view.group = type.group;
  view.dtype = type.dtype;
  const bool of_nodes =
      type.space != kNoSpace && program_.space(type.space).kind == SpaceKind::kNodes;
  if (of_nodes && !row_ids_.empty()) view.row_ids = row_ids_.data();
  return view;
}

void CaseInstance::make_input(Value value, const Fill& how) {
  const Type& type = program_.type(value);
  OperandView view = shape_of(value);
  int64_t elements = 0, offset = 0;
  if (type.form == Form::kCsr) {
    patterns_.emplace_back(csr_pattern(view.rows, view.cols), 1);
    patterns_.back().ensure_transpose();
    view.adjacency = &patterns_.back().view();
    elements = view.adjacency->entries();
  } else {
    if (situation_.strided) {
      view.stride += kExtraStride;
      offset = kExtraOffset;
    }
    elements = view.rows * view.stride + offset;
  }
  buffers_.emplace_back(elements * size_of(type.dtype));
  buffers_.back().fill(0xFF);  // NaN between the columns
  view.data = buffers_.back().data() + offset * size_of(type.dtype);
  if (type.form == Form::kTopK) {
    fill_positions(view, type.cols, static_cast<uint32_t>(value.node));
  } else {
    fill(view, how, static_cast<uint32_t>(value.node));
  }
  views_[static_cast<size_t>(value.node)] = {view};
}

void CaseInstance::fill(const OperandView& view, const Fill& how, uint32_t stream) const {
  const ElementGrid grid(view);
  const RandomStream random = {kCaseSeed, stream, 0};
  for (int64_t i = 0; i < grid.rows; ++i) {
    PhiloxWords words{};
    for (int64_t j = 0; j < grid.cols; ++j) {
      if (j % 4 == 0) words = random.words(i, j / 4);
      const uint32_t word = words[static_cast<size_t>(j % 4)];
      const double u = uniform_from_word(word);
      double value = how.low + (how.high - how.low) * u;
      if (how.kind == Fill::Kind::kInteger) value = std::floor(value);
      if (how.kind == Fill::Kind::kSignedPower) value = std::exp2(value);
      const bool is_signed =
          how.kind == Fill::Kind::kSignedReal || how.kind == Fill::Kind::kSignedPower;
      if (is_signed && (word & 1U) != 0) value = -value;
      grid.set(i, j, value);
    }
  }
}

// One position in each of K parts of the columns: ascending, and as many in every group.
void CaseInstance::fill_positions(const OperandView& view, int64_t cols, uint32_t stream) const {
  const ElementGrid grid(view);
  const RandomStream random = {kCaseSeed, stream, 0};
  const int64_t kept = grid.cols;
  for (int64_t i = 0; i < grid.rows; ++i) {
    for (int64_t r = 0; r < kept; ++r) {
      const int64_t begin = r * cols / kept, end = (r + 1) * cols / kept;
      const int64_t place = begin + random.word(i, r) % (end - begin);
      grid.set(i, r, static_cast<double>(place));
    }
  }
}

void CaseInstance::make_result(Value value) {
  OperandView view = shape_of(value);
  const Type& type = program_.type(value);
  int64_t elements = view.rows * view.cols;
  if (type.form == Form::kCsr) {
    view.adjacency = this->view(program_.node(value).operands[0]).adjacency;
    elements = view.adjacency->entries();
  }
  buffers_.emplace_back(elements * size_of(type.dtype));
  view.data = buffers_.back().data();
  views_[static_cast<size_t>(value.node)].push_back(view);
}

void CaseInstance::make_alias(int32_t index) {
  const Node& node = program_.nodes[static_cast<size_t>(index)];
  OperandView alias = view(node.operands[0]);
  if (node.op == &kTranspose) {
    alias.adjacency = alias.adjacency->transposed;
    std::swap(alias.rows, alias.cols);
  } else {
    check(node.op == &kReshapeHeads || node.op == &kSliceColumns, "case: unknown alias");
    if (node.op == &kSliceColumns) {
      alias.data = static_cast<std::byte*>(alias.data) +
                   node.attributes.integer("begin") * size_of(alias.dtype);
    }
    alias.cols = node.results[0].cols;
    alias.heads = node.results[0].heads;
  }
  views_[static_cast<size_t>(index)] = {alias};
}

const OperandView& CaseInstance::view(Value value) const {
  static const OperandView absent_view;
  if (!value.present()) return absent_view;
  return views_[static_cast<size_t>(value.node)][static_cast<size_t>(value.result)];
}

std::vector<OperandView> CaseInstance::operand_views(int32_t node) const {
  std::vector<OperandView> views;
  for (const Value operand : program_.nodes[static_cast<size_t>(node)].operands) {
    views.push_back(view(operand));
  }
  return views;
}

std::vector<Type> CaseInstance::operand_types(int32_t node) const {
  std::vector<Type> types;
  for (const Value operand : program_.nodes[static_cast<size_t>(node)].operands) {
    types.push_back(program_.type(operand));
  }
  return types;
}

std::vector<int32_t> CaseInstance::computed_nodes() const {
  std::vector<int32_t> nodes;
  for (size_t n = 0; n < program_.nodes.size(); ++n) {
    const OpDef& op = *program_.nodes[n].op;
    if (!op.is_source && !op.is_alias) nodes.push_back(static_cast<int32_t>(n));
  }
  return nodes;
}

void CaseInstance::run() {
  if (views_.empty()) make_values();
  for (const int32_t node : computed_nodes()) run_node(node);
}

void CaseInstance::run_node(int32_t index) {
  const Node& node = program_.nodes[static_cast<size_t>(index)];
  if (node.op->is_alias) return;
  const std::vector<OperandView> operands = operand_views(index);
  reference_kernel(*node.op).run({.operands = operands,
                                  .results = views_[static_cast<size_t>(index)],
                                  .attributes = &node.attributes,
                                  .seed = kCaseSeed,
                                  .step = kCaseStep});
}

double CaseInstance::reduction_length(int32_t index) const {
  const Node& node = program_.nodes[static_cast<size_t>(index)];
  const std::vector<Type> types = operand_types(index);
  const Work work = node.op->work({types, node.results, node.attributes});
  double smallest = 1e300;
  for (const Type& type : node.results) {
    smallest = std::min(smallest, static_cast<double>(std::max<int64_t>(type.elements(), 1)));
  }
  double length = std::max(1.0, work.flops / smallest);
  for (const OperandView& operand : operand_views(index)) {
    const AdjacencyView* a = operand.adjacency;
    if (a == nullptr || a->entries() == 0) continue;
    const int64_t degree = std::max(max_degree(*a), max_degree(*a->transposed));
    const double mean =
        static_cast<double>(a->entries()) / static_cast<double>(std::max(a->rows, a->cols));
    length *= static_cast<double>(degree) / mean;
  }
  return length;
}

}  // namespace heddle::test
