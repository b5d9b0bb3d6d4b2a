#include "apps/heddle/bench_linear.h"

#include "heddle/base/philox.h"
#include "heddle/kernels/kernel.h"
#include "heddle/ops/linear.h"
#include "heddle/tensor/buffer.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <string_view>

namespace heddle::cli {
namespace {

constexpr SpaceId kRows = 0;

// Operands of one product, filled with random numbers in [-1, 1).
class Product {
 public:
  Product(const OpDef& op, const LinearBench& bench, Attributes attributes)
      : op_(op), bench_(bench), attributes_(std::move(attributes)) {}

  void add_operand(const Type& type) {
    operand_types_.push_back(type);
    operands_.push_back(type.present() ? make_view(type, type.rows * type.cols) : OperandView());
  }
  void add_csr_operand() {
    make_pattern();
    Type type = dense_type(DType::kF32, kRows, bench_.rows, bench_.csr_cols);
    type.form = Form::kCsr;
    type.entries = pattern_->view().entries();
    operand_types_.push_back(type);
    operands_.push_back(make_view(type, type.entries));
    operands_.back().adjacency = &pattern_->view();
  }
  void set_result(const Type& type) {
    result_types_ = {type};
    results_ = {make_view(type, type.rows * type.cols)};
  }

  KernelQuery query() const {
    return {&op_, operand_types_, result_types_, attributes_, bench_.threads};
  }

  Timing time(const Kernel& kernel) const {
    const Cost cost = kernel.cost(query(), HardwareProfile());
    Buffer workspace(cost.workspace_bytes);
    const auto prepared = kernel.prepare == nullptr ? nullptr : kernel.prepare(query());
    return time_repeatedly(bench_.seconds, [&] {
      kernel.run({.operands = operands_,
                  .results = results_,
                  .attributes = &attributes_,
                  .prepared = prepared.get(),
                  .workspace = workspace.data(),
                  .threads = bench_.threads});
    });
  }

 private:
  OperandView make_view(const Type& type, int64_t elements) {
    Buffer& buffer = buffers_.emplace_back(elements * size_of(type.dtype));
    const RandomStream random = {.seed = 1, .stream = static_cast<uint32_t>(buffers_.size())};
    for (int64_t i = 0; i < elements; ++i) {
      const float value = 2 * uniform_from_word(random.word(i / 4096, i % 4096)) - 1;
      const auto at = static_cast<size_t>(i);
      if (type.dtype == DType::kBf16) {
        buffer.as<Bf16>()[at] = Bf16(value);
      } else {
        buffer.as<float>()[at] = value;
      }
    }
    OperandView view;
    view.data = buffer.data();
    view.rows = type.rows;
    view.cols = view.stride = type.cols;
    view.dtype = type.dtype;
    return view;
  }

  void make_pattern() {
    const RandomStream random = {.seed = 2};
    EdgeList edges;
    edges.receivers = bench_.rows;
    edges.senders = bench_.csr_cols;
    for (int64_t row = 0; row < bench_.rows; ++row) {
      for (int64_t k = 0; k < bench_.entries_per_row; ++k) {
        const auto column = random.word(row, k) % static_cast<uint64_t>(bench_.csr_cols);
        edges.destinations.push_back(static_cast<int32_t>(row));
        edges.sources.push_back(static_cast<int32_t>(column));
      }
    }
    pattern_ = std::make_unique<Adjacency>(edges, bench_.threads);
    pattern_->ensure_transpose();
  }

  const OpDef& op_;
  const LinearBench& bench_;
  Attributes attributes_;
  std::vector<Type> operand_types_, result_types_;
  std::vector<OperandView> operands_, results_;
  std::deque<Buffer> buffers_;
  std::unique_ptr<Adjacency> pattern_;
};

Attributes linear_attributes(bool transpose_w) {
  return {{"activation", std::string("none")}, {"transpose_w", transpose_w}};
}

// Adds a row for every kernel but the reference that accepts the product.
void measure(const Product& product, std::string_view direction, std::vector<BenchRow>& rows) {
  const KernelQuery query = product.query();
  const Work work = query.op->work({query.operands, query.results, query.attributes});
  const Type& x = query.operands[0];
  BenchRow row;
  row.direction = direction;
  row.encoding = x.is_dense() ? "dense" : "csr";
  row.dtype = to_string(query.operands[1].dtype);
  row.sizes = {{"rows", x.rows}, {"inner", x.cols}, {"cols", query.operands[1].cols}};
  if (!x.is_dense()) row.sizes.emplace_back("entries", x.entries);
  row.bytes = work.bytes;
  row.flops = work.flops;
  const size_t first = rows.size();
  for (const Kernel* kernel : kernel_table()) {
    const bool is_tuned = kernel->op == query.op && kernel != &reference_kernel(*query.op);
    if (!is_tuned || !kernel->supports(query).accepted()) continue;
    const Timing timing = product.time(*kernel);
    row.kernel = kernel->name;
    row.seconds_median = timing.median;
    row.seconds_min = timing.min;
    rows.push_back(row);
  }
  std::sort(rows.begin() + static_cast<std::ptrdiff_t>(first), rows.end(),
            [](const BenchRow& a, const BenchRow& b) { return a.seconds_min < b.seconds_min; });
}

void bench_dense(const LinearBench& bench, DType dtype, std::vector<BenchRow>& rows) {
  const Type x = dense_type(dtype, kRows, bench.rows, bench.inner);
  const Type y = dense_type(dtype, kRows, bench.rows, bench.cols);
  const Type w = weight_type(bench.inner, bench.cols, dtype);
  {
    Product forward(kLinear, bench, linear_attributes(false));
    for (const Type& type : {x, w, Type()}) forward.add_operand(type);
    forward.set_result(y);
    measure(forward, "forward", rows);
  }
  {
    Product backward(kLinear, bench, linear_attributes(true));
    for (const Type& type : {y, w, Type()}) backward.add_operand(type);
    backward.set_result(x);
    measure(backward, "backward", rows);
  }
  Product gradient(kLinearWeightGradient, bench, {});
  for (const Type& type : {x, y}) gradient.add_operand(type);
  gradient.set_result(weight_type(bench.inner, bench.cols));
  measure(gradient, "weight gradient", rows);
}

void bench_csr(const LinearBench& bench, DType dtype, std::vector<BenchRow>& rows) {
  const Type y = dense_type(dtype, kRows, bench.rows, bench.cols);
  {
    Product forward(kLinear, bench, linear_attributes(false));
    forward.add_csr_operand();
    forward.add_operand(weight_type(bench.csr_cols, bench.cols, dtype));
    forward.add_operand({});
    forward.set_result(y);
    measure(forward, "forward", rows);
  }
  Product gradient(kLinearWeightGradient, bench, {});
  gradient.add_csr_operand();
  gradient.add_operand(y);
  gradient.set_result(weight_type(bench.csr_cols, bench.cols));
  measure(gradient, "weight gradient", rows);
}

}  // namespace

std::vector<BenchRow> bench_linear(const LinearBench& bench) {
  std::vector<BenchRow> rows;
  for (const DType dtype : {DType::kF32, DType::kBf16}) {
    bench_dense(bench, dtype, rows);
    bench_csr(bench, dtype, rows);
  }
  return rows;
}

}  // namespace heddle::cli
