#include "apps/heddle/bench_aggregate.h"

#include "apps/heddle/bench_call.h"
#include "apps/heddle/sampled_rows.h"
#include "apps/heddle/sampled_sums.h"
#include "heddle/base/error.h"
#include "heddle/nn/activation.h"
#include "heddle/ops/factor_classes.h"
#include "heddle/ops/maxk.h"
#include "heddle/ops/row_scale.h"
#include "heddle/ops/spmm.h"
#include "heddle/ops/spmm_quantized.h"
#include "heddle/ops/spmm_topk.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>

namespace heddle::cli {
namespace {

// Beyond rounding: sums of some thousand numbers in f32, and results in bf16.
constexpr double kMostError = 1e-4, kMostErrorOfBf16 = 1e-2;

// Rows as codes: bits, one scale for all of them or one per row, and how they are rounded.
struct CodeWidth {
  int64_t bits = 8;
  bool per_tensor = false;
  bool stochastic = false;

  std::string name() const { return fmt::format("int{}{}", bits, per_tensor ? "/tensor" : ""); }
};

constexpr const char *kSelection = "selection", *kEncoding = "encoding";
constexpr const char* kWholeRows = "dense";
constexpr size_t kClasses = 5;  // which operand of sums of codes they are
// Before what is kept of a gradient.
constexpr const char* kKeptGradient = "dy ";

std::optional<ActivationChoice> parse_group(const std::string& text) {
  return parse_activation("group_maxk:" + text);
}

// All measurements on one graph, which share their rows and where they can their results.
class Aggregation {
 public:
  Aggregation(const AggregateBench& bench, const AdjacencyView& adjacency)
      : bench_(bench), adjacency_(adjacency) {}

  void add_dense(DType dtype) {
    KernelCall& rows = dense_rows(dtype);
    for (const AdjacencyView* direction : {&adjacency_, adjacency_.transposed}) {
      AggregateRow gather;
      gather.times = gather_row(*direction, dtype, bench_.dim);
      gather.bytes_per_edge = bench_.dim * size_of(dtype);
      add(std::move(gather), name_of(*direction),
          gather_body(*direction, rows.operand(1), bench_.threads));
      for (const bool weighted : {false, true}) add_spmm(rows, *direction, dtype, weighted);
      if (dtype == DType::kF32) add_floor(rows, *direction);
    }
  }

  void add_kept(const ActivationChoice& choice, DType dtype) {
    const KernelCall& maxk = add_selection(choice, dtype);
    for (const bool weighted : {false, true}) add_sum(maxk, adjacency_, weighted);
    for (const bool weighted : {false, true}) add_gradient(maxk, weighted);
    if (dtype == DType::kF32) {
      for (const bool per_tensor : {true, false}) add_kept_codes(maxk, {.per_tensor = per_tensor});
      add_codes_by_classes(&maxk, adjacency_, {.per_tensor = true});
    }
    if (choice.group > 0) add_sums_of_kept_gradients(maxk, dtype);
  }

  // Whole rows as codes.
  void add_codes(const CodeWidth& width) {
    const KernelCall& quantize =
        add_quantize(rows_type(DType::kF32, bench_.dim), dense(DType::kF32).operand(1), width);
    for (const AdjacencyView* direction : {&adjacency_, adjacency_.transposed}) {
      for (const bool weighted : {false, true}) {
        add_sum_of_codes(quantize, nullptr, *direction, width, weighted);
      }
      if (width.per_tensor) add_codes_by_classes(nullptr, *direction, width);
    }
  }

  std::vector<AggregateRow> measure() {
    std::vector<Entry*> wanted;
    std::vector<std::function<void()>> bodies;
    for (Entry& entry : entries_) {
      if (!is_wanted(entry)) continue;
      wanted.push_back(&entry);
      bodies.push_back(entry.body);
    }
    const std::vector<Timing> timings = time_in_turns(bench_.seconds, bodies);
    for (size_t i = 0; i < wanted.size(); ++i) set_times(wanted[i]->row.times, timings[i]);
    std::vector<AggregateRow> rows;
    for (Entry* entry : wanted) {
      compare(*entry);
      if (entry->error) verify(*entry);
      rows.push_back(entry->row);
    }
    return rows;
  }

 private:
  struct Entry {
    AggregateRow row;
    std::function<void()> body;
    std::function<double()> error;  // of the result; null: not checked
    bool is_alternative = false;    // to whole rows: left out where --only asks for others
    // What a forward sum reads is made first, by one of the entries of each list.
    std::vector<std::vector<size_t>> preparations;
  };

  // What the others are made from and compared with always is.
  bool is_wanted(const Entry& entry) const {
    return !entry.is_alternative || entry.row.times.kernel.find(bench_.only) != std::string::npos;
  }

  Type rows_type(DType dtype, int64_t cols) const {
    return dense_type(dtype, kBenchNodes, adjacency_.rows, cols);
  }
  std::string name_of(const AdjacencyView& direction) const {
    return is_forward(direction) ? "forward" : "backward";
  }
  bool is_forward(const AdjacencyView& direction) const { return &direction == &adjacency_; }

  Entry& add(AggregateRow row, const std::string& direction, std::function<void()> body) {
    row.times.direction = direction;
    row.times.sizes = {
        {"nodes", adjacency_.rows}, {"edges", adjacency_.entries()}, {"dim", bench_.dim}};
    return entries_.emplace_back(Entry{std::move(row), std::move(body), nullptr, false, {}});
  }
  Entry& add_alternative(AggregateRow row, const std::string& direction, std::function<void()> body,
                         std::function<double()> error) {
    Entry& entry = add(std::move(row), direction, std::move(body));
    entry.error = std::move(error);
    entry.is_alternative = true;
    return entry;
  }

  // Never run: it holds the rows, the weights and the result that all calls of this type share.
  KernelCall& dense_rows(DType dtype) {
    KernelCall& call = calls_.emplace_back(kSpmm, spmm_attributes(), bench_.threads, &workspace_);
    call.add_adjacency(bench_adjacency_type(adjacency_), adjacency_);
    call.add_operand(rows_type(dtype, bench_.dim));
    call.add_operand(dense_type(DType::kF32, kBenchEdges, adjacency_.entries(), 1));
    call.add_result(rows_type(dtype, bench_.dim));
    dense_[dtype == DType::kBf16 ? 1 : 0] = &call;
    return call;
  }
  const KernelCall& dense(DType dtype) const { return *dense_[dtype == DType::kBf16 ? 1 : 0]; }

  static Attributes spmm_attributes() {
    return {{"activation", std::string("none")},
            {"messages", std::string(kSameMessages)},
            {"reduce", std::string("sum")}};
  }

  void add_floor(const KernelCall& rows, const AdjacencyView& direction) {
    constexpr int64_t kColumns = 16;
    KernelCall& lines = calls_.emplace_back(kSpmm, spmm_attributes(), bench_.threads, &workspace_);
    lines.add_operand(rows_type(DType::kF32, kColumns));
    AggregateRow row;
    row.times = gather_row(direction, DType::kF32, kColumns);
    row.times.kernel = "floor";
    row.times.encoding = "a line per edge";
    row.bytes_per_edge = kColumns * size_of(DType::kF32);
    add(std::move(row), name_of(direction),
        floor_body(direction, lines.operand(0), rows.result(), bench_.threads));
  }

  void add_weights(KernelCall& call, DType dtype, bool weighted) const {
    const Type type = dense_type(DType::kF32, kBenchEdges, adjacency_.entries(), 1);
    if (weighted) call.add_shared(type, dense(dtype).operand(2));
  }

  void add_spmm(const KernelCall& rows, const AdjacencyView& direction, DType dtype,
                bool weighted) {
    KernelCall& call = calls_.emplace_back(kSpmm, spmm_attributes(), bench_.threads, &workspace_);
    const Type type = rows_type(dtype, bench_.dim);
    call.add_adjacency(bench_adjacency_type(direction), direction);
    call.add_shared(type, rows.operand(1));
    add_weights(call, dtype, weighted);
    call.add_shared_result(type, rows.result());
    for (const Kernel* kernel : call.tuned_kernels()) {
      AggregateRow row = kernel_row(call, *kernel);
      row.weighted = weighted;
      Entry& entry = add(std::move(row), name_of(direction), call.body(*kernel));
      entry.error = [&call] { return sampled_error_of_sums(call); };
    }
  }

  // maxk on the dense rows; its results are what the sums read.
  const KernelCall& add_selection(const ActivationChoice& choice, DType dtype) {
    const int64_t width = choice.group == 0 ? bench_.dim : choice.group;
    const int64_t kept = std::min(choice.kept, width) * (bench_.dim / width);
    KernelCall& call = calls_.emplace_back(
        kMaxk, Attributes{{"kept", kept}, {"group", choice.group}, {"rectify", false}},
        bench_.threads, &workspace_);
    call.add_shared(rows_type(dtype, bench_.dim), dense(dtype).operand(1));
    call.add_result(rows_type(dtype, kept));
    call.add_result(topk_type(kBenchNodes, adjacency_.rows, bench_.dim, kept, choice.group));
    selections_.clear();
    for (const Kernel* kernel : call.tuned_kernels()) {
      selections_.push_back(entries_.size());
      Entry& entry = add(kept_row(call, call, *kernel, false), kSelection, call.body(*kernel));
      entry.error = [&call] { return sampled_error_of_selection(call); };
    }
    return call;
  }

  static AggregateRow kernel_row(const KernelCall& call, const Kernel& kernel) {
    AggregateRow row;
    row.times = call.row(kernel);
    row.bytes_per_edge = call.cost(kernel).bytes_per_edge;
    return row;
  }

  AggregateRow kept_row(const KernelCall& maxk, const KernelCall& call, const Kernel& kernel,
                        bool weighted) const {
    const KernelQuery query = maxk.query();
    const Type& values = query.results[0];
    const Type& positions = query.results[1];
    AggregateRow row = kernel_row(call, kernel);
    row.times.dtype = to_string(values.dtype);
    row.times.encoding =
        positions.group == 0
            ? fmt::format("top {}", positions.kept)
            : fmt::format("{} of {}", positions.kept * positions.group / bench_.dim,
                          positions.group);
    row.kept = positions.kept;
    row.group = positions.group;
    row.weighted = weighted;
    return row;
  }

  // Backward: the gradient of rows that `maxk` chose columns of has the same columns, and has its
  // codes as its only preparation.
  void add_sum(const KernelCall& maxk, const AdjacencyView& direction, bool weighted) {
    const KernelQuery chosen = maxk.query();
    const DType dtype = chosen.results[0].dtype;
    KernelCall& call = calls_.emplace_back(
        kSpmmTopk,
        Attributes{{"messages", std::string(kSameMessages)}, {"reduce", std::string("sum")}},
        bench_.threads, &workspace_);
    call.add_adjacency(bench_adjacency_type(direction), direction);
    call.add_shared(chosen.results[0], maxk.result(0));
    call.add_shared(chosen.results[1], maxk.result(1));
    add_weights(call, dtype, weighted);
    call.add_shared_result(rows_type(dtype, bench_.dim), dense(dtype).result());
    for (const Kernel* kernel : call.tuned_kernels()) {
      AggregateRow row = kept_row(maxk, call, *kernel, weighted);
      if (!is_forward(direction)) row.times.encoding.insert(0, kKeptGradient);
      Entry& entry = add_alternative(std::move(row), name_of(direction), call.body(*kernel),
                                     [&call] { return sampled_error_of_sums(call); });
      if (is_forward(direction)) entry.preparations = {selections_};
    }
  }

  // What pulls dy back along edges where dy has kept columns.
  void add_sums_of_kept_gradients(const KernelCall& maxk, DType dtype) {
    const AdjacencyView& back = *adjacency_.transposed;
    for (const bool weighted : {false, true}) add_sum(maxk, back, weighted);
    if (dtype != DType::kF32) return;
    const CodeWidth width = {.per_tensor = true, .stochastic = true};
    const KernelCall& quantize = add_quantize(maxk.query().results[0], maxk.result(0), width);
    add_sum_of_codes(quantize, &maxk, back, width, /*weighted=*/false);
    add_codes_by_classes(&maxk, back, width);
  }

  // Codes of dense rows or kept values, `width.bits` each.
  const KernelCall& add_quantize(const Type& type, const OperandView& x, const CodeWidth& width) {
    KernelCall& call =
        calls_.emplace_back(kQuantize,
                            Attributes{{"bits", width.bits},
                                       {"per", std::string(width.per_tensor ? "tensor" : "row")},
                                       {"stochastic", width.stochastic},
                                       {"stream", int64_t{0}}},
                            bench_.threads, &workspace_);
    call.add_shared(type, x);
    call.add_result(quantized_type(type.space, type.rows, type.cols, width.bits));
    call.add_result(width.per_tensor ? scalar_type(DType::kF32)
                                     : dense_type(DType::kF32, type.space, type.rows, 1));
    encodings_.clear();
    for (const Kernel* kernel : call.tuned_kernels()) {
      encodings_.push_back(entries_.size());
      AggregateRow row = kernel_row(call, *kernel);
      row.times.encoding = fmt::format("{} columns {}", type.cols, width.name());
      row.kept = type.cols == bench_.dim ? 0 : type.cols;
      Entry& entry = add(std::move(row), kEncoding, call.body(*kernel));
      entry.error = [&call] { return sampled_error_of_encoding(call); };
    }
    return call;
  }

  void add_kept_codes(const KernelCall& maxk, const CodeWidth& width) {
    const KernelCall& quantize = add_quantize(maxk.query().results[0], maxk.result(0), width);
    for (const bool weighted : {false, true}) {
      add_sum_of_codes(quantize, &maxk, adjacency_, width, weighted);
    }
  }

  // The sums of a graph convolution, whose factors are classes of edges: of whole rows, or of the
  // columns that `maxk` chose.
  void add_codes_by_classes(const KernelCall* maxk, const AdjacencyView& direction,
                            const CodeWidth& width) {
    const KernelCall*& classes = classes_[is_forward(direction) ? 0 : 1];
    if (classes == nullptr) classes = &add_factor_classes(direction);
    KernelCall& remainders =
        calls_.emplace_back(kRowScale, Attributes{}, bench_.threads, &workspace_);
    const Type values =
        maxk == nullptr ? rows_type(DType::kF32, bench_.dim) : maxk->query().results[0];
    remainders.add_shared(values,
                          maxk == nullptr ? dense(DType::kF32).operand(1) : maxk->result(0));
    remainders.add_shared(factors_type(), classes->result(0));
    remainders.add_result(values);
    multiplications_.clear();
    for (const Kernel* kernel : remainders.tuned_kernels()) {
      multiplications_.push_back(entries_.size());
      AggregateRow row = maxk == nullptr ? kernel_row(remainders, *kernel)
                                         : kept_row(*maxk, remainders, *kernel, false);
      row.times.encoding += " times remainders";
      add(std::move(row), kEncoding, remainders.body(*kernel));
    }
    const KernelCall& quantize = add_quantize(values, remainders.result(0), width);
    add_sum_of_codes(quantize, maxk, direction, width, true, classes);
  }

  Type factors_type() const { return dense_type(DType::kF32, kBenchNodes, adjacency_.rows, 1); }

  // Of degree^(-1/2). Made once per graph: no sum counts it among its preparations.
  const KernelCall& add_factor_classes(const AdjacencyView& direction) {
    KernelCall& call =
        calls_.emplace_back(kFactorClasses, Attributes{}, bench_.threads, &workspace_);
    call.add_adjacency(bench_adjacency_type(direction), direction);
    call.add_operand(factors_type());
    auto* factors = call.operand(1).values<float>();
    for (int64_t i = 0; i < direction.rows; ++i) {
      const auto degree = static_cast<float>(std::max<int64_t>(1, direction.degree(i)));
      factors[i] = 1 / std::sqrt(degree);
    }
    call.add_result(factors_type());
    const int64_t edges = adjacency_.entries();
    call.add_result(dense_type(DType::kU8, kBenchEdges, edges, 1));
    call.add_result(dense_type(DType::kI32, kBenchEdges, edges, 1));
    for (const Kernel* kernel : call.tuned_kernels()) {
      AggregateRow row = kernel_row(call, *kernel);
      row.times.encoding = "classes of edges";
      add(std::move(row), kEncoding, call.body(*kernel));
    }
    return call;
  }

  // Of whole rows, or of the columns that `maxk` chose; `classes` are those of the edges.
  void add_sum_of_codes(const KernelCall& quantize, const KernelCall* maxk,
                        const AdjacencyView& direction, const CodeWidth& width, bool weighted,
                        const KernelCall* classes = nullptr) {
    const KernelQuery encoded = quantize.query();
    KernelCall& call = calls_.emplace_back(maxk == nullptr ? kSpmmQuantized : kSpmmTopkQuantized,
                                           Attributes{{"reduce", std::string("sum")}},
                                           bench_.threads, &workspace_);
    call.add_adjacency(bench_adjacency_type(direction), direction);
    for (size_t i : {0, 1}) call.add_shared(encoded.results[i], quantize.result(i));
    if (maxk != nullptr) call.add_shared(maxk->query().results[1], maxk->result(1));
    if (classes == nullptr) {
      add_weights(call, DType::kF32, weighted);
    } else {
      while (call.query().operands.size() < kClasses) call.add_operand({});
      for (size_t i : {1, 2}) call.add_shared(classes->query().results[i], classes->result(i));
      call.add_shared(factors_type(), classes->operand(1));
    }
    call.add_shared_result(rows_type(DType::kF32, bench_.dim), dense(DType::kF32).result());
    for (const Kernel* kernel : call.tuned_kernels()) {
      AggregateRow row =
          maxk == nullptr ? kernel_row(call, *kernel) : kept_row(*maxk, call, *kernel, weighted);
      std::string columns = row.kept == 0 ? "dense" : row.times.encoding;
      if (maxk != nullptr && !is_forward(direction)) columns.insert(0, kKeptGradient);
      row.times = call.row(*kernel);
      row.times.encoding =
          fmt::format("{} {}{}", columns, width.name(), classes == nullptr ? "" : " by classes");
      row.weighted = weighted;
      Entry& entry = add_alternative(std::move(row), name_of(direction), call.body(*kernel),
                                     [&call] { return sampled_error_of_codes(call); });
      if (maxk != nullptr && is_forward(direction)) entry.preparations.push_back(selections_);
      if (classes != nullptr) entry.preparations.push_back(multiplications_);
      entry.preparations.push_back(encodings_);
    }
  }

  void add_gradient(const KernelCall& maxk, bool weighted) {
    const KernelQuery chosen = maxk.query();
    const DType dtype = chosen.results[0].dtype;
    KernelCall& call =
        calls_.emplace_back(kSpmmTopkGradient, Attributes{}, bench_.threads, &workspace_);
    call.add_adjacency(bench_adjacency_type(adjacency_), adjacency_);
    call.add_shared(rows_type(dtype, bench_.dim), dense(dtype).operand(1));
    call.add_shared(chosen.results[1], maxk.result(1));
    add_weights(call, dtype, weighted);
    call.add_result(chosen.results[0]);
    for (const Kernel* kernel : call.tuned_kernels()) {
      add_alternative(kept_row(maxk, call, *kernel, weighted), "backward", call.body(*kernel),
                      [&call] { return sampled_error_of_gradient(call); });
    }
  }

  // gather, or the sum of whole rows without or with weights.
  const AggregateRow& dense_row(const std::string& direction, const std::string& dtype, bool gather,
                                bool weighted) const {
    const auto found = std::ranges::find_if(entries_, [&](const Entry& entry) {
      const AggregateRow& row = entry.row;
      return row.times.encoding == kWholeRows && row.times.direction == direction &&
             row.times.dtype == dtype && (row.times.kernel == "gather") == gather &&
             row.weighted == weighted;
    });
    check(found != entries_.end(), "bench: whole rows are measured first");
    return found->row;
  }

  void compare(Entry& entry) const {
    AggregateRow& row = entry.row;
    BenchRow& times = row.times;
    if (times.direction == kSelection || times.direction == kEncoding) return;
    const bool is_bf16 = times.dtype == to_string(DType::kBf16);
    const AggregateRow& gather = dense_row(
        times.direction, std::string(to_string(is_bf16 ? DType::kBf16 : DType::kF32)), true, false);
    times.fraction_of_gather =
        static_cast<double>(row.bytes_per_edge) / times.seconds_median /
        (static_cast<double>(gather.bytes_per_edge) / gather.times.seconds_median);
    if (times.kernel == "gather") return;
    const auto ratio = [&](DType dtype) {
      const AggregateRow& dense =
          dense_row(times.direction, std::string(to_string(dtype)), false, row.weighted);
      return dense.times.seconds_median / times.seconds_median;
    };
    row.vs_dense_f32 = ratio(DType::kF32);
    row.vs_dense_bf16 = ratio(DType::kBf16);
    for (const std::vector<size_t>& ways : entry.preparations) {
      double fastest = std::numeric_limits<double>::infinity();
      for (const size_t way : ways) {
        fastest = std::min(fastest, entries_[way].row.times.seconds_median);
      }
      row.preparation_seconds = row.preparation_seconds.value_or(0) + fastest;
    }
  }

  // Results are shared: the kernel writes its own once more.
  static void verify(Entry& entry) {
    entry.body();
    AggregateRow& row = entry.row;
    row.error = entry.error();
    const bool is_bf16 = row.times.dtype == to_string(DType::kBf16);
    if (*row.error > (is_bf16 ? kMostErrorOfBf16 : kMostError)) {
      fail(ErrorKind::kInternal, "bench: {} ({}, {}) is off by {}", row.times.kernel,
           row.times.encoding, row.times.dtype, *row.error);
    }
  }

  const AggregateBench& bench_;
  const AdjacencyView& adjacency_;
  Buffer workspace_;
  std::deque<KernelCall> calls_;
  const KernelCall* dense_[2] = {};  // f32, bf16
  std::vector<Entry> entries_;
  std::vector<size_t> selections_;       // entries of the latest maxk
  std::vector<size_t> multiplications_;  // entries of the latest row_scale
  std::vector<size_t> encodings_;        // entries of the latest quantize
  const KernelCall* classes_[2] = {};    // forward, backward
};

}  // namespace

std::string group_problem(const std::string& text) {
  return parse_group(text) ? "" : fmt::format("group '{}' is not k/g with k from 1 to g", text);
}

std::string only_problem(const std::string& text) {
  for (const Kernel* kernel : kernel_table()) {
    const bool sums = kernel->op == &kSpmmTopk || kernel->op == &kSpmmTopkQuantized ||
                      kernel->op == &kSpmmTopkGradient || kernel->op == &kSpmmQuantized;
    if (sums && kernel->name.find(text) != std::string_view::npos) return "";
  }
  return fmt::format("no kernel of sums has '{}' in its name", text);
}

std::vector<AggregateRow> bench_aggregate(const AggregateBench& bench) {
  std::vector<ActivationChoice> choices;
  for (const int64_t kept : bench.kept) {
    choices.push_back({.kind = ActivationChoice::Kind::kMaxk, .kept = kept});
  }
  for (const std::string& group : bench.groups) {
    require(group_problem(group).empty(), "bench: {}", group_problem(group));
    choices.push_back(*parse_group(group));
    require(bench.dim % choices.back().group == 0, "bench: {} columns are not groups of {}",
            bench.dim, choices.back().group);
  }
  const auto adjacency = make_bench_graph(bench.graph, bench.threads);
  Aggregation aggregation(bench, adjacency->view());
  for (const DType dtype : {DType::kF32, DType::kBf16}) aggregation.add_dense(dtype);
  for (const int64_t bits : {8, 4, 2}) aggregation.add_codes({.bits = bits});
  aggregation.add_codes({.per_tensor = true});
  for (const ActivationChoice& choice : choices) {
    for (const DType dtype : {DType::kF32, DType::kBf16}) aggregation.add_kept(choice, dtype);
  }
  return aggregation.measure();
}

}  // namespace heddle::cli
