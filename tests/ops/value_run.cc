#include "tests/ops/value_run.h"

#include "heddle/base/error.h"
#include "tests/ops/elements.h"

#include <utility>

namespace heddle::test {
namespace {

template <class T>
void bind_as(Bindings& bindings, const std::string& name, const OperandView& view) {
  bindings.bind<T>(name, view.matrix<const T>());
}

void bind_input(Bindings& bindings, const std::string& name, const OperandView& view) {
  switch (view.dtype) {
    case DType::kF64:
      return bind_as<double>(bindings, name, view);
    case DType::kF32:
      return bind_as<float>(bindings, name, view);
    case DType::kBf16:
      return bind_as<Bf16>(bindings, name, view);
    case DType::kI64:
      return bind_as<int64_t>(bindings, name, view);
    case DType::kI32:
      return bind_as<int32_t>(bindings, name, view);
    default:
      check(false, "value run: no input of this dtype");
  }
}

}  // namespace

ValueRun::ValueRun(int64_t nodes)
    : builder_(program_),
      space_(builder_.add_space({"nodes", SpaceKind::kNodes, nodes, false})),
      nodes_(nodes) {}

Value ValueRun::nodes(const std::vector<double>& numbers, DType dtype) {
  const auto size = static_cast<int64_t>(numbers.size());
  return add_input(dense_type(dtype, space_, nodes_, nodes_ == 0 ? 1 : size / nodes_), numbers);
}

Value ValueRun::matrix(int64_t rows, const std::vector<double>& numbers, DType dtype) {
  const auto size = static_cast<int64_t>(numbers.size());
  return add_input(weight_type(rows, size / rows, dtype), numbers);
}

Value ValueRun::add_input(Type type, const std::vector<double>& numbers) {
  const std::string name = next_name();
  OperandView view;
  view.rows = type.rows;
  view.cols = view.stride = type.cols;
  view.dtype = type.dtype;
  buffers_.emplace_back(type.bytes());
  view.data = buffers_.back().data();
  const ElementGrid grid(view);
  for (size_t i = 0; i < numbers.size(); ++i) {
    const auto place = static_cast<int64_t>(i);
    grid.set(place / type.cols, place % type.cols, numbers[i]);
  }
  bind_input(bindings_, name, view);
  return builder_.input(name, type, false);
}

Value ValueRun::csr(int64_t cols, const std::vector<double>& numbers) {
  EdgeList pattern;
  pattern.receivers = nodes_;
  pattern.senders = cols;
  std::vector<float> values;
  for (size_t i = 0; i < numbers.size(); ++i) {
    if (numbers[i] == 0) continue;
    pattern.destinations.push_back(static_cast<int32_t>(static_cast<int64_t>(i) / cols));
    pattern.sources.push_back(static_cast<int32_t>(static_cast<int64_t>(i) % cols));
    values.push_back(static_cast<float>(numbers[i]));
  }
  const std::string name = next_name();
  patterns_.emplace_back(pattern, 1);
  patterns_.back().ensure_transpose();
  buffers_.emplace_back(static_cast<int64_t>(values.size() * sizeof(float)));
  std::copy(values.begin(), values.end(), buffers_.back().as<float>().begin());
  bindings_.bind_csr(name, patterns_.back().view(), buffers_.back().as<float>().data());
  Type type = dense_type(DType::kF32, space_, nodes_, cols);
  type.form = Form::kCsr;
  type.entries = static_cast<int64_t>(values.size());
  return builder_.input(name, type, false);
}

void ValueRun::set_row_ids(std::vector<int32_t> ids) {
  row_ids_ = std::move(ids);
  bindings_.bind_row_ids("nodes", row_ids_.data());
}

std::vector<double> ValueRun::operator()(Value value) {
  State state;
  Interpreter interpreter(program_, bindings_, state);
  interpreter.run(options);
  const ElementGrid grid(interpreter.value(value));
  std::vector<double> numbers;
  for (int64_t i = 0; i < grid.rows; ++i) {
    for (int64_t j = 0; j < grid.cols; ++j) numbers.push_back(grid.get(i, j));
  }
  return numbers;
}

}  // namespace heddle::test
