#include "heddle/runtime/interpreter.h"

#include "heddle/base/error.h"
#include "heddle/ops/slice_columns.h"
#include "heddle/ops/transpose.h"
#include "heddle/runtime/nan_check.h"

#include <cstring>
#include <utility>

namespace heddle {

Interpreter::Interpreter(const Program& program, const Bindings& bindings, State& state)
    : program_(program), bindings_(bindings), state_(state) {}

void Interpreter::run(const InterpreterOptions& options) {
  views_.assign(program_.nodes.size(), {});
  buffers_.clear();
  for (size_t i = 0; i < program_.nodes.size(); ++i) {
    const auto index = static_cast<int32_t>(i);
    run_node(index, options);
    if (options.check_nan) check_for_nan(program_, index, views_[i]);
  }
  for (const Update& update : program_.updates) {
    const Slot& slot = program_.slots[static_cast<size_t>(update.slot)];
    copy_into_slot(value(update.value), state_.buffer(slot.name));
  }
}

OperandView Interpreter::value(Value value) const {
  if (!value.present()) return {};
  return views_[static_cast<size_t>(value.node)][static_cast<size_t>(value.result)];
}

OperandView Interpreter::output(const std::string& name) const {
  const Value result = program_.find_output(name);
  require(result.present(), "interpreter: the program has no output '{}'", name);
  return value(result);
}

OperandView Interpreter::alias_of(const Node& node) const {
  OperandView view = value(node.operands[0]);
  if (node.op == &kTranspose) {
    view.adjacency = view.adjacency->transposed;
    check(view.adjacency != nullptr, "interpreter: the transpose was not built before binding");
    std::swap(view.rows, view.cols);
    return view;
  }
  if (node.op == &kSliceColumns) {
    view.data =
        static_cast<std::byte*>(view.data) + node.attributes.integer("begin") * size_of(view.dtype);
  }
  view.cols = node.results[0].cols;
  view.heads = node.results[0].heads;
  return view;
}

void Interpreter::make_results(int32_t index) {
  const Node& node = program_.nodes[static_cast<size_t>(index)];
  for (const Type& type : node.results) {
    OperandView view;
    view.rows = type.space == kNoSpace ? type.rows : bindings_.size(program_.space(type.space));
    view.row_ids = type.space == kNoSpace ? nullptr : bindings_.row_ids(program_.space(type.space));
    view.cols = view.stride = type.stored_cols();
    view.heads = type.heads;
    view.bits = type.bits;
    view.hub_bits = type.hub_bits;
    view.group = type.group;
    view.dtype = type.dtype;
    int64_t elements = view.rows * view.cols;
    if (type.form == Form::kCsr) {
      view.adjacency = value(node.operands[0]).adjacency;
      elements = view.adjacency->entries();
    }
    buffers_.emplace_back(elements * size_of(type.dtype));
    view.data = buffers_.back().data();
    views_[static_cast<size_t>(index)].push_back(view);
  }
}

void Interpreter::run_node(int32_t index, const InterpreterOptions& options) {
  const Node& node = program_.nodes[static_cast<size_t>(index)];
  auto& results = views_[static_cast<size_t>(index)];
  if (node.op == &kInput) {
    results = {bindings_.input(program_, node)};
  } else if (node.op == &kAdjacency) {
    results = {bindings_.adjacency(program_, node)};
  } else if (node.op == &kState) {
    make_results(index);
    const Buffer& slot = state_.buffer(node.attributes.text("slot"));
    if (slot.bytes() > 0) {
      std::memcpy(results[0].data, slot.data(), static_cast<size_t>(slot.bytes()));
    }
  } else if (node.op->is_alias) {
    results = {alias_of(node)};
  } else {
    make_results(index);
    std::vector<OperandView> operands;
    for (const Value operand : node.operands) operands.push_back(value(operand));
    reference_kernel(*node.op).run({.operands = operands,
                                    .results = results,
                                    .attributes = &node.attributes,
                                    .seed = options.seed,
                                    .step = options.step});
  }
}

}  // namespace heddle
