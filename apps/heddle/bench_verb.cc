// heddle bench gather|spmm|linear: how fast the kernels of this machine are.

#include "apps/heddle/bench_linear.h"
#include "apps/heddle/bench_spmm.h"
#include "apps/heddle/data_arguments.h"
#include "apps/heddle/exit_codes.h"
#include "apps/heddle/verb.h"
#include "heddle/base/json.h"
#include "heddle/base/thread_count.h"
#include "heddle/base/units.h"
#include "heddle/hardware/cpu_features.h"

namespace heddle::cli {
namespace {

struct BenchArguments {
  std::string what;
  SpmmBench spmm;
  LinearBench linear;
  int threads = 0;
  double seconds = 4;

  void add_to(Verb& verb) {
    verb.add_option("KERNEL", what,
                    "gather: rows along edges are only read and summed; spmm: sums over "
                    "neighbours, beside gather; linear: products")
        .required()
        .choices({"gather", "spmm", "linear"});
    add_count(verb, "--nodes", spmm.nodes, "gather, spmm: nodes of the RMAT graph");
    add_count(verb, "--degree", spmm.degree, "gather, spmm: edges per node");
    verb.add_option("--dim", spmm.dims, "gather, spmm: columns of a row; several with commas")
        .delimiter(',')
        .range(1, 1 << 16)
        .show_default();
    verb.add_option("--seed", spmm.seed, "gather, spmm: of the graph").show_default();
    add_count(verb, "--rows", linear.rows, "linear: rows of x");
    add_count(verb, "--inner", linear.inner, "linear: columns of dense x");
    add_count(verb, "--cols", linear.cols, "linear: columns of the result");
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

std::vector<BenchRow> measure(BenchArguments arguments) {
  const int threads = thread_count(arguments.threads);
  arguments.spmm.threads = arguments.linear.threads = threads;
  arguments.spmm.seconds = arguments.linear.seconds = arguments.seconds;
  if (arguments.what == "linear") return bench_linear(arguments.linear);
  return bench_spmm(arguments.spmm, arguments.what == "gather");
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

Json row_json(const BenchRow& row) {
  Json sizes = Json::object();
  for (const auto& [name, size] : row.sizes) sizes[name] = size;
  Json object = {{"kernel", row.kernel},
                 {"direction", row.direction},
                 {"dtype", row.dtype},
                 {"encoding", row.encoding},
                 {"sizes", sizes},
                 {"seconds_median", row.seconds_median},
                 {"seconds_min", row.seconds_min},
                 {"seconds_max", row.seconds_max},
                 {"bytes", row.bytes},
                 {"flops", row.flops},
                 {"fraction_of_gather", nullptr}};  // null: gather says nothing about the row
  if (row.fraction_of_gather) object["fraction_of_gather"] = *row.fraction_of_gather;
  return object;
}

int run_bench(const BenchArguments& arguments, Console& console) {
  const std::vector<BenchRow> rows = measure(arguments);
  print(rows, console);
  Json object = {
      {"cpu", cpu_name()}, {"threads", thread_count(arguments.threads)}, {"rows", Json::array()}};
  for (const BenchRow& row : rows) object["rows"].push_back(row_json(row));
  console.object(print_json(object));
  return kDone;
}

}  // namespace

void add_bench(CommandLine& command_line, Chosen& chosen) {
  add_verb<BenchArguments>(command_line, chosen, "bench", "measure kernels on this machine",
                           run_bench);
}

}  // namespace heddle::cli
