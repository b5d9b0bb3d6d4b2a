// heddle bench gather|spmm|aggregate|linear: how fast the kernels of this machine are.

#include "apps/heddle/bench_aggregate.h"
#include "apps/heddle/bench_linear.h"
#include "apps/heddle/bench_spmm.h"
#include "apps/heddle/data_arguments.h"
#include "apps/heddle/exit_codes.h"
#include "apps/heddle/verb.h"
#include "heddle/base/json.h"
#include "heddle/base/thread_count.h"
#include "heddle/base/units.h"
#include "heddle/hardware/cpu_features.h"

#include <algorithm>
#include <iterator>

namespace heddle::cli {
namespace {

struct BenchArguments {
  std::string what;
  BenchGraph graph;
  SpmmBench spmm;
  AggregateBench aggregate;
  LinearBench linear;
  int threads = 0;
  double seconds = 4;

  void add_to(Verb& verb) {
    verb.add_option("KERNEL", what,
                    "gather: rows along edges are only read and summed; spmm: sums over "
                    "neighbours, beside gather; aggregate: sums of rows of which some columns are "
                    "kept, beside whole rows; linear: products")
        .required()
        .choices({"gather", "spmm", "aggregate", "linear"});
    add_count(verb, "--nodes", graph.nodes, "all but linear: nodes of the RMAT graph");
    add_count(verb, "--degree", graph.degree, "all but linear: edges per node");
    verb.add_option("--dim", spmm.dims, "all but linear: columns of a row; several with commas")
        .delimiter(',')
        .range(1, 1 << 16)
        .show_default();
    verb.add_option("--seed", graph.seed, "all but linear: of the graph").show_default();
    verb.add_option("--k", aggregate.kept, "aggregate: so many of the largest columns are kept")
        .delimiter(',')
        .range(1, 1 << 16)
        .show_default();
    verb.add_option("--groups", aggregate.groups, "aggregate: k/g, k of every g columns are kept")
        .delimiter(',')
        .check(group_problem)
        .show_default();
    verb.add_option("--only", aggregate.only,
                    "aggregate: whole rows, and kernels whose names contain this")
        .check(only_problem);
    add_count(verb, "--rows", linear.rows, "linear: rows of x");
    add_count(verb, "--inner", linear.inner, "linear: columns of dense x");
    add_count(verb, "--cols", linear.cols, "linear: columns of the result");
    verb.add_option("--kept", linear.kept,
                    "linear: activations that keep columns of dense x, of whose results products "
                    "are measured too; several with commas")
        .delimiter(',')
        .check(kept_problem)
        .show_default();
    add_count(verb, "--csr-cols", linear.csr_cols, "linear: columns of sparse x");
    add_count(verb, "--csr-entries", linear.entries_per_row, "linear: entries per row of sparse x");
    verb.add_option("--threads", threads, "0: all of the machine").range(0, 4096).show_default();
    verb.add_option("--seconds", seconds, "to measure each row for")
        .range(0.0, 3600.0)
        .show_default();
  }

  static void add_count(Verb& verb, const char* name, int64_t& value, const char* help) {
    verb.add_option(name, value, help).range(int64_t{1}, int64_t{1} << 31).show_default();
  }
};

std::vector<BenchRow> measure(BenchArguments arguments, int threads) {
  arguments.spmm.graph = arguments.graph;
  arguments.spmm.threads = arguments.linear.threads = threads;
  arguments.spmm.seconds = arguments.linear.seconds = arguments.seconds;
  if (arguments.what == "linear") return bench_linear(arguments.linear);
  return bench_spmm(arguments.spmm, arguments.what == "gather");
}

std::vector<AggregateRow> measure_aggregate(AggregateBench bench, const BenchArguments& arguments,
                                            int threads) {
  bench.graph = arguments.graph;
  bench.threads = threads;
  bench.seconds = arguments.seconds;
  std::vector<AggregateRow> rows;
  for (const int64_t dim : arguments.spmm.dims) {
    bench.dim = dim;
    std::ranges::move(bench_aggregate(bench), std::back_inserter(rows));
  }
  return rows;
}

std::string sizes_text(const BenchRow& row) {
  std::string text;
  for (const auto& [name, size] : row.sizes) text += fmt::format(" {} {}", name, size);
  return text.substr(text.empty() ? 0 : 1);
}

void print(const std::vector<BenchRow>& rows, Console& console) {
  console.say("{:<36} {:<15} {:<5} {:<22} {:>9} {:>9} {:>8} {:>8} {:>8}  {}", "kernel", "direction",
              "dtype", "encoding", "median", "spread", "GB/s", "GFLOP/s", "gather", "sizes");
  for (const BenchRow& row : rows) {
    const double spread = (row.seconds_max - row.seconds_min) / row.seconds_median;
    const std::string fraction =
        row.fraction_of_gather ? fmt::format("{:.2f}", *row.fraction_of_gather) : "";
    console.say("{:<36} {:<15} {:<5} {:<22} {:>9} {:>8.1f}% {:>8.1f} {:>8.1f} {:>8}  {}",
                row.kernel, row.direction, row.dtype, row.encoding,
                format_seconds(row.seconds_median), 100 * spread,
                row.bytes / row.seconds_median / 1e9, row.flops / row.seconds_median / 1e9,
                fraction, sizes_text(row));
  }
}

// What a double may say, or null.
Json number_or_null(const std::optional<double>& number) {
  return number ? Json(*number) : Json(nullptr);
}

Json row_json(const BenchRow& row) {
  Json sizes = Json::object();
  for (const auto& [name, size] : row.sizes) sizes[name] = size;
  return {{"kernel", row.kernel},
          {"direction", row.direction},
          {"dtype", row.dtype},
          {"encoding", row.encoding},
          {"sizes", sizes},
          {"seconds_median", row.seconds_median},
          {"seconds_min", row.seconds_min},
          {"seconds_max", row.seconds_max},
          {"bytes", row.bytes},
          {"flops", row.flops},
          // null: gather says nothing about the row
          {"fraction_of_gather", number_or_null(row.fraction_of_gather)}};
}

std::string encoding_text(const AggregateRow& row) {
  return row.times.encoding + (row.weighted ? ", weighted" : "");
}

void print(const std::vector<AggregateRow>& rows, Console& console) {
  constexpr const char* kLine = "{:<{}} {:<9} {:<5} {:<{}} {:>9} {:>7} {:>6} {:>7} {:>7} {:>7}";
  size_t kernels = 0, encodings = 0;
  for (const AggregateRow& row : rows) {
    kernels = std::max(kernels, row.times.kernel.size());
    encodings = std::max(encodings, encoding_text(row).size());
  }
  console.say(kLine, "kernel", kernels, "direction", "dtype", "rows", encodings, "median", "spread",
              "B/edge", "x f32", "x bf16", "gather");
  for (const AggregateRow& row : rows) {
    const BenchRow& times = row.times;
    const auto ratio = [](double value) {
      return value == 0 ? std::string() : fmt::format("{:.2f}", value);
    };
    const double spread = (times.seconds_max - times.seconds_min) / times.seconds_median;
    console.say(kLine, times.kernel, kernels, times.direction, times.dtype, encoding_text(row),
                encodings, format_seconds(times.seconds_median),
                fmt::format("{:.1f}%", 100 * spread),
                row.bytes_per_edge == 0 ? std::string() : fmt::format("{}", row.bytes_per_edge),
                ratio(row.with_preparation(row.vs_dense_f32)),
                ratio(row.with_preparation(row.vs_dense_bf16)),
                ratio(times.fraction_of_gather.value_or(0)));
  }
}

Json row_json(const AggregateRow& row) {
  Json object = row_json(row.times);
  object["k"] = row.kept;
  object["group"] = row.group;
  object["weighted"] = row.weighted;
  object["bytes_per_edge"] = row.bytes_per_edge;
  object["seconds_preparation"] = number_or_null(row.preparation_seconds);
  object["vs_dense_f32"] = row.with_preparation(row.vs_dense_f32);
  object["vs_dense_bf16"] = row.with_preparation(row.vs_dense_bf16);
  object["vs_dense_f32_without_preparation"] = row.vs_dense_f32;
  object["vs_dense_bf16_without_preparation"] = row.vs_dense_bf16;
  object["error"] = number_or_null(row.error);
  return object;
}

template <class Rows>
void report(const Rows& rows, int threads, Console& console) {
  print(rows, console);
  Json object = {{"cpu", cpu_name()}, {"threads", threads}, {"rows", Json::array()}};
  for (const auto& row : rows) object["rows"].push_back(row_json(row));
  console.object(print_json(object));
}

int run_bench(const BenchArguments& arguments, Console& console) {
  const int threads = thread_count(arguments.threads);
  if (arguments.what == "aggregate") {
    report(measure_aggregate(arguments.aggregate, arguments, threads), threads, console);
  } else {
    report(measure(arguments, threads), threads, console);
  }
  return kDone;
}

}  // namespace

void add_bench(CommandLine& command_line, Chosen& chosen) {
  add_verb<BenchArguments>(command_line, chosen, "bench", "measure kernels on this machine",
                           run_bench);
}

}  // namespace heddle::cli
