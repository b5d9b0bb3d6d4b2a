#include "apps/heddle/bench_linear.h"

#include "apps/heddle/bench_call.h"
#include "heddle/base/error.h"
#include "heddle/base/philox.h"
#include "heddle/nn/activation.h"
#include "heddle/ops/linear.h"
#include "heddle/ops/linear_topk.h"
#include "heddle/ops/maxk.h"

#include <algorithm>
#include <optional>

namespace heddle::cli {
namespace {

constexpr SpaceId kRows = 0;

Attributes linear_attributes(bool transpose_w) {
  return {{"activation", std::string("none")}, {"transpose_w", transpose_w}};
}

std::optional<ActivationChoice> parse_kept(const std::string& text) {
  const std::optional<ActivationChoice> choice = parse_activation(text);
  return choice && choice->kept > 0 ? choice : std::nullopt;
}

// maxk of rows of `cols` columns.
Attributes maxk_attributes(const ActivationChoice& choice, int64_t cols) {
  const int64_t width = choice.group == 0 ? cols : choice.group;
  return {{"kept", std::min(choice.kept, width) * std::max<int64_t>(1, cols / width)},
          {"group", choice.group},
          {"rectify", choice.kind == ActivationChoice::Kind::kDynamicRelu}};
}

// Bag-of-words features: `entries_per_row` random columns in every row.
EdgeList random_entries(const LinearBench& bench) {
  const RandomStream random = {.seed = 2};
  EdgeList edges;
  edges.receivers = bench.rows;
  edges.senders = bench.csr_cols;
  for (int64_t row = 0; row < bench.rows; ++row) {
    for (int64_t k = 0; k < bench.entries_per_row; ++k) {
      const auto column = random.word(row, k) % static_cast<uint64_t>(bench.csr_cols);
      edges.destinations.push_back(static_cast<int32_t>(row));
      edges.sources.push_back(static_cast<int32_t>(column));
    }
  }
  return edges;
}

class Rows {
 public:
  explicit Rows(const LinearBench& bench) : bench_(bench) {}

  // A row for every tuned kernel of the call, fastest first.
  void measure(KernelCall& call, std::string_view direction, DType dtype,
               std::string_view encoding = "") {
    const KernelQuery query = call.query();
    std::vector<std::function<void()>> bodies;
    const size_t first = rows_.size();
    for (const Kernel* kernel : call.tuned_kernels()) {
      bodies.push_back(call.body(*kernel));
      BenchRow& row = rows_.emplace_back(call.row(*kernel));
      row.direction = direction;
      row.dtype = to_string(dtype);
      if (!encoding.empty()) row.encoding = encoding;
      const Type& x = query.operands[0];
      row.sizes = {{"rows", bench_.rows},
                   {"inner", x.is_dense() ? bench_.inner : x.cols},
                   {"cols", bench_.cols}};
      if (!x.is_dense()) row.sizes.emplace_back("entries", x.entries);
    }
    const std::vector<Timing> timings = time_in_turns(bench_.seconds, bodies);
    for (size_t i = 0; i < timings.size(); ++i) set_times(rows_[first + i], timings[i]);
    std::sort(rows_.begin() + static_cast<std::ptrdiff_t>(first), rows_.end(),
              [](const BenchRow& a, const BenchRow& b) { return a.seconds_min < b.seconds_min; });
  }

  void measure_dense(DType dtype) {
    const Type x = dense_type(dtype, kRows, bench_.rows, bench_.inner);
    const Type y = dense_type(dtype, kRows, bench_.rows, bench_.cols);
    const Type w = weight_type(bench_.inner, bench_.cols, dtype);
    {
      KernelCall forward(kLinear, linear_attributes(false), bench_.threads);
      for (const Type& type : {x, w}) forward.add_operand(type);
      forward.add_result(y);
      measure(forward, "forward", dtype);
    }
    {
      KernelCall backward(kLinear, linear_attributes(true), bench_.threads);
      for (const Type& type : {y, w}) backward.add_operand(type);
      backward.add_result(x);
      measure(backward, "backward", dtype);
    }
    KernelCall gradient(kLinearWeightGradient, {}, bench_.threads);
    for (const Type& type : {x, y}) gradient.add_operand(type);
    gradient.add_result(weight_type(bench_.inner, bench_.cols));
    measure(gradient, "weight gradient", dtype);
  }

  // x keeps the columns that `name` chooses; a second time dy does too, if its columns are whole
  // groups.
  void measure_kept(const std::string& name, DType dtype) {
    const ActivationChoice choice = parse_kept(name).value();
    const Kept x(bench_, choice, dtype, bench_.inner);
    measure_products(x, nullptr, name);
    if (choice.group > 0 && bench_.cols % choice.group != 0) return;
    const Kept dy(bench_, choice, dtype, bench_.cols);
    measure_products(x, &dy, name + ", dy");
  }

  void measure_csr(const AdjacencyView& structure, DType dtype) {
    const Type y = dense_type(dtype, kRows, bench_.rows, bench_.cols);
    Type x = dense_type(DType::kF32, kRows, bench_.rows, bench_.csr_cols);
    x.form = Form::kCsr;
    x.entries = structure.entries();
    {
      KernelCall forward(kLinear, linear_attributes(false), bench_.threads);
      forward.add_operand(x, &structure);
      forward.add_operand(weight_type(bench_.csr_cols, bench_.cols, dtype));
      forward.add_result(y);
      measure(forward, "forward", dtype);
    }
    KernelCall gradient(kLinearWeightGradient, {}, bench_.threads);
    gradient.add_operand(x, &structure);
    gradient.add_operand(y);
    gradient.add_result(weight_type(bench_.csr_cols, bench_.cols));
    measure(gradient, "weight gradient", dtype);
  }

  std::vector<BenchRow> take() { return std::move(rows_); }

 private:
  // Rows of which maxk kept some columns.
  struct Kept {
    Kept(const LinearBench& bench, const ActivationChoice& choice, DType dtype, int64_t cols)
        : maxk(kMaxk, maxk_attributes(choice, cols), bench.threads) {
      const int64_t kept = maxk.query().attributes.integer("kept");
      maxk.add_operand(dense_type(dtype, kRows, bench.rows, cols));
      maxk.add_result(dense_type(dtype, kRows, bench.rows, kept));
      maxk.add_result(topk_type(kRows, bench.rows, cols, kept, choice.group));
      const std::function<void()> run = maxk.body(*maxk.tuned_kernels().front());
      run();
    }
    void add_values(KernelCall& call) const { add(call, 0); }
    void add_positions(KernelCall& call) const { add(call, 1); }
    void add(KernelCall& call, size_t result) const {
      call.add_shared(maxk.query().results[result], maxk.result(result));
    }

    KernelCall maxk;
  };

  // linear_topk, which reads whole columns of dy, and its gradients; dy null: whole rows.
  void measure_products(const Kept& x, const Kept* dy, std::string_view encoding) {
    const DType dtype = x.maxk.query().results[0].dtype;
    const Type w = weight_type(bench_.inner, bench_.cols, dtype);
    const Type whole_dy = dense_type(dtype, kRows, bench_.rows, bench_.cols);
    if (dy == nullptr) {
      KernelCall forward(kLinearTopk, linear_attributes(false), bench_.threads);
      x.add_values(forward);
      x.add_positions(forward);
      forward.add_operand(w);
      forward.add_result(whole_dy);
      measure(forward, "forward", dtype, encoding);
    }
    const auto add_dy = [&](KernelCall& call) {
      dy == nullptr ? call.add_operand(whole_dy) : dy->add_values(call);
    };
    KernelCall backward(kLinearTopkGradient, {}, bench_.threads);
    add_dy(backward);
    x.add_positions(backward);
    backward.add_operand(w);
    if (dy != nullptr) dy->add_positions(backward);
    backward.add_result(x.maxk.query().results[0]);
    measure(backward, "backward", dtype, encoding);

    KernelCall gradient(kLinearTopkWeightGradient, {{"transpose_dw", false}}, bench_.threads);
    x.add_values(gradient);
    x.add_positions(gradient);
    add_dy(gradient);
    if (dy != nullptr) dy->add_positions(gradient);
    gradient.add_result(weight_type(bench_.inner, bench_.cols));
    measure(gradient, "weight gradient", dtype, encoding);
  }

  const LinearBench& bench_;
  std::vector<BenchRow> rows_;
};

}  // namespace

std::vector<BenchRow> bench_linear(const LinearBench& bench) {
  for (const std::string& name : bench.kept) {
    const int64_t group = parse_kept(name).value().group;
    require(group == 0 || bench.inner % group == 0, "bench: {} columns are not groups of {}",
            bench.inner, group);
  }
  Adjacency structure(random_entries(bench), bench.threads);
  structure.ensure_transpose();
  Rows rows(bench);
  for (const DType dtype : {DType::kF32, DType::kBf16}) {
    rows.measure_dense(dtype);
    rows.measure_csr(structure.view(), dtype);
    for (const std::string& name : bench.kept) rows.measure_kept(name, dtype);
  }
  return rows.take();
}

std::string kept_problem(const std::string& text) {
  if (parse_kept(text)) return "";
  return text + " keeps no columns, needs maxk:K, dynamic_relu:K or group_maxk:K/G";
}

}  // namespace heddle::cli
