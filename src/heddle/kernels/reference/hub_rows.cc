// hub_rows, reference: out-degrees from the largest on, until they are half of all edges.

#include "heddle/ops/hub_rows.h"

#include "heddle/kernels/reference/dispatch.h"
#include "heddle/kernels/reference/kernels.h"

#include <algorithm>
#include <functional>
#include <vector>

namespace heddle::reference {
namespace {

std::vector<int64_t> out_degrees(const AdjacencyView& a) {
  std::vector<int64_t> degrees(static_cast<size_t>(a.cols), 0);
  for (int64_t e = 0; e < a.entries(); ++e) ++degrees[static_cast<size_t>(a.columns[e])];
  return degrees;
}

// Of a graph with edges.
int64_t least_degree_of_hubs(std::vector<int64_t> degrees, int64_t edges) {
  std::sort(degrees.begin(), degrees.end(), std::greater());
  size_t last = 0;
  for (int64_t sent = degrees[0]; 2 * sent < edges; sent += degrees[last]) ++last;
  return degrees[last];
}

void run(const KernelArgs& args) {
  const AdjacencyView& a = *args.operands[0].adjacency;
  const auto h = args.results[0].matrix<uint8_t>();
  const std::vector<int64_t> degrees = out_degrees(a);
  const int64_t least = a.entries() == 0 ? 1 : least_degree_of_hubs(degrees, a.entries());
  for (int64_t j = 0; j < h.rows; ++j) {
    h.at(j, 0) = degrees[static_cast<size_t>(j)] >= least ? 1 : 0;
  }
}

}  // namespace

const Kernel kHubRows = {
    .name = "hub_rows_reference",
    .op = &heddle::kHubRows,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run,
};

}  // namespace heddle::reference
