// What the values of a sender are multiplied with on their way along an edge.
#pragma once

#include "heddle/kernels/cpu/edge_weights.h"
#include "heddle/kernels/cpu/prefetch.h"

#include <algorithm>

namespace heddle::cpu {

// The weight of the edge times the scale of the sender's row; 1 for what is not present. One row of
// scales is the scale of all rows.
struct EdgeFactors {
  const AdjacencyView& a;
  OperandView weights, scales;

  float of(int64_t entry) const {
    const float weight = weights.present() ? *edge_weights(a, weights, entry) : 1.0F;
    return scales.present() ? weight * *scale(entry) : weight;
  }
  // Weights lie in the order of edges, which need not be that of entries.
  void prefetch(int64_t entry) const {
    if (weights.present()) prefetch_line(edge_weights(a, weights, entry));
    if (scales.rows > 1) prefetch_line(scale(entry));
  }

 private:
  const float* scale(int64_t entry) const {
    return scales.values<const float>() + (scales.rows == 1 ? 0 : a.columns[entry] * scales.stride);
  }
};

// Edges of one row that are summed together, vector after vector of their senders' rows: what
// belongs to an edge is looked up once, and the rows stay in the first-level cache meanwhile.
template <class Element>
struct EdgeRun {
  static constexpr int64_t kMost = 32;

  int64_t count;
  const Element* rows[kMost];
  float factors[kMost];

  // Entries from `begin` on, at most up to `end`; row_of(entry) is the row of its sender.
  template <class RowOf>
  void collect(const EdgeFactors& edges, int64_t begin, int64_t end, const RowOf& row_of) {
    count = std::min(end - begin, kMost);
    for (int64_t k = 0; k < count; ++k) {
      rows[k] = row_of(begin + k);
      factors[k] = edges.of(begin + k);
    }
  }
};

}  // namespace heddle::cpu
