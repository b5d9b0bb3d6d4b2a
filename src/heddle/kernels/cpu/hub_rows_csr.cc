// hub_rows, CSR, CPU: out-degrees are counted in parallel, the degree that divides them is
// bisected.
//
// Counts are integers: their order is open, the result is not.

#include "heddle/base/parallel.h"
#include "heddle/kernels/cpu/gather_cost.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/ops/hub_rows.h"
#include "heddle/ops/moved_bytes.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <span>

namespace heddle::cpu {
namespace {

constexpr int64_t kEntriesPerTask = 1 << 16, kRowsPerTask = 1 << 16;

void count_senders(int threads, const AdjacencyView& a, std::span<int64_t> degrees) {
  std::fill(degrees.begin(), degrees.end(), int64_t{0});
  parallel_ranges(threads, a.entries(), kEntriesPerTask, [&](int64_t begin, int64_t end) {
    for (int64_t e = begin; e < end; ++e) {
      std::atomic_ref(degrees[static_cast<size_t>(a.columns[e])])
          .fetch_add(1, std::memory_order_relaxed);
    }
  });
}

// Edges of the nodes that send at least `least`.
int64_t sent_by_hubs(std::span<const int64_t> degrees, int64_t least) {
  int64_t sent = 0;
  for (const int64_t degree : degrees) sent += degree >= least ? degree : 0;
  return sent;
}

int64_t least_degree_of_hubs(std::span<const int64_t> degrees, int64_t edges) {
  int64_t enough = 1, too_many = edges + 1;
  while (too_many - enough > 1) {
    const int64_t middle = enough + (too_many - enough) / 2;
    (2 * sent_by_hubs(degrees, middle) >= edges ? enough : too_many) = middle;
  }
  return enough;
}

Support supports(const KernelQuery&) { return yes(); }

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Type& a = query.operands[0];
  const int64_t bytes = a.cols * size_of(DType::kI64);
  const int64_t bisections = std::bit_width(static_cast<uint64_t>(a.entries));
  return {.seconds = gather_seconds(
              hardware, {.rows = a.entries,
                         .row_bytes = size_of(DType::kI64),
                         .matrix_bytes = bytes,
                         .sequential_bytes = moved_bytes(query.operands, query.results) +
                                             static_cast<double>(bisections * bytes)}),
          .workspace_bytes = bytes};
}

// Workspace: the out-degree of every sender.
void run(const KernelArgs& args) {
  const AdjacencyView& a = *args.operands[0].adjacency;
  const auto h = args.results[0].matrix<uint8_t>();
  const std::span degrees(reinterpret_cast<int64_t*>(args.workspace), static_cast<size_t>(h.rows));
  count_senders(args.threads, a, degrees);
  const int64_t least = least_degree_of_hubs(degrees, a.entries());
  parallel_ranges(args.threads, h.rows, kRowsPerTask, [&](int64_t begin, int64_t end) {
    for (int64_t j = begin; j < end; ++j) {
      h.at(j, 0) = degrees[static_cast<size_t>(j)] >= least ? 1 : 0;
    }
  });
}

}  // namespace

const Kernel kHubRowsCsr = {
    .name = "hub_rows_csr_cpu",
    .op = &kHubRows,
    .supports = supports,
    .cost = cost,
    .run = run,
};

}  // namespace heddle::cpu
