// One relation set as kernels walk it: in-edges of every receiver, sorted.
//
// Entries are sorted by (receiver, relation, sender). That order is *the* edge order: edge values
// of a Program live in it. The transpose lists the out-edges of every sender and remembers for
// each entry its position in the edge order.
#pragma once

#include "heddle/graph/graph.h"
#include "heddle/graph/row_schedule.h"
#include "heddle/tensor/csr_matrix.h"
#include "heddle/tensor/matrix_view.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace heddle {

// Runs of entries with the same (row, relation), for relation sets of several relations.
// Only pairs that occur have a segment.
struct SegmentView {
  const int64_t* row_segments = nullptr;          // [rows + 1] segments of a row
  const int64_t* segment_offsets = nullptr;       // [segments + 1] entries of a segment
  const int32_t* segment_relations = nullptr;     // [segments]
  const int32_t* segment_rows = nullptr;          // [segments]
  const int64_t* relation_offsets = nullptr;      // [relations + 1] into segments_by_relation
  const int64_t* segments_by_relation = nullptr;  // [segments] segment ids, relation by relation
  int64_t segments = 0;
};

// Borrowed. Row i receives (in the transpose: sends) along entries
// [row_offsets[i], row_offsets[i + 1]).
struct AdjacencyView {
  int64_t rows = 0, cols = 0;
  int32_t relations = 1;
  const int64_t* row_offsets = nullptr;     // [rows + 1]
  const int32_t* columns = nullptr;         // [entries] the other end
  const int64_t* edge_positions = nullptr;  // [entries] place in the edge order; null: identity
  const int32_t* edge_relations = nullptr;  // [entries]; null: one relation
  SegmentView segments;                     // empty: one relation
  const RowSchedule* schedule = nullptr;
  const AdjacencyView* transposed = nullptr;  // null until ensure_transpose()

  int64_t entries() const { return rows == 0 ? 0 : row_offsets[rows]; }
  int64_t degree(int64_t row) const { return row_offsets[row + 1] - row_offsets[row]; }
  int64_t edge_position(int64_t entry) const {
    return edge_positions == nullptr ? entry : edge_positions[entry];
  }
  int32_t relation_of(int64_t entry) const {
    return edge_relations == nullptr ? 0 : edge_relations[entry];
  }
};

// Which variant of a graph's edges a model wants. Recorded in the Program, so that `predict`
// builds the same adjacency from the checkpoint alone.
struct AdjacencyOptions {
  bool self_loops = false;         // add i -> i where it is missing (idempotent)
  bool inverse_relations = false;  // relation R + r holds the reversed edges of relation r

  bool operator==(const AdjacencyOptions&) const = default;
};

// A plain list of typed edges over [0, receivers) x [0, senders).
struct EdgeList {
  int64_t receivers = 0, senders = 0;
  int32_t relation_count = 1;
  std::vector<int32_t> sources, destinations;
  std::vector<int32_t> relations;  // empty: all 0
  std::vector<float> weights;      // empty: all 1
};

// All relations of a graph over the common node numbering.
EdgeList edge_list(const Graph& graph, const AdjacencyOptions& options);

// Room for an adjacency of one relation and its transpose.
struct AdjacencyLimits {
  int64_t rows = 0, cols = 0, entries = 0;
  bool weights = false;
};

// Rows that are sorted already, each by (relation, sender). Borrowed.
struct SortedRows {
  CsrView structure;                   // rows receive from columns; its values mean nothing
  const int32_t* relations = nullptr;  // [entries]; null: one relation
  int32_t relation_count = 1;
};

// Owns one relation set and, once asked for, its transpose. Does not move: views point into it.
class Adjacency {
 public:
  // O(E log max_degree) time. Throws InvalidArgument if an id is out of range.
  Adjacency(const EdgeList& edges, int threads);
  // The structure of a sparse matrix: rows receive from columns. Borrows offsets and columns; its
  // values, in the matrix's order, are edge values.
  explicit Adjacency(const CsrView& matrix);
  // Empty, with room for what the assign functions will put in: they allocate nothing then.
  explicit Adjacency(const AdjacencyLimits& limits);
  Adjacency(const Adjacency&) = delete;
  Adjacency& operator=(const Adjacency&) = delete;

  // Builds the transpose the first time. Not thread-safe: call while planning.
  void ensure_transpose();

  // Becomes a batch of many small graphs: the diagonal blocks [begin, end) x [begin, end) of a
  // square adjacency of one relation, one behind the other, with the transpose if `whole` has it.
  // No edge may leave its block. O(entries of the blocks); views stay where they are.
  void assign_blocks(const Adjacency& whole, std::span<const RowRange> blocks);
  // Receiver i gets the senders [offsets[i], offsets[i + 1]): nodes become members of graphs. With
  // its transpose.
  void assign_runs(std::span<const int64_t> offsets);

  // Becomes these rows, without a transpose. Borrows them; what it keeps beside them it allocates
  // only where it never held as much. Linear.
  void assign_rows(const SortedRows& rows);

  const AdjacencyView& view() const { return forward_.view; }
  // Weights in the edge order; empty if the edges carry none.
  std::span<const float> edge_weights() const { return edge_weights_; }

 private:
  struct Direction {
    std::vector<int64_t> row_offsets;
    std::vector<int32_t> columns;
    std::vector<int64_t> edge_positions;
    std::vector<int32_t> edge_relations;
    std::vector<int64_t> row_segments, segment_offsets, relation_offsets, segments_by_relation;
    std::vector<int32_t> segment_relations, segment_rows;
    RowSchedule schedule;
    AdjacencyView view;

    // View, segments and schedule of rows, which may be borrowed.
    void finish(const SortedRows& rows);
    SortedRows own_rows(int64_t cols, int32_t relation_count) const;
    void build_segments();
    void order_segments_by_relation();
    void reserve(int64_t rows, int64_t entries, bool positions);
    // Rows [begin, end) of `whole`, with columns shifted so that column `begin` becomes the number
    // of rows so far; positions are shifted by `position_shift`.
    void append_block(const AdjacencyView& whole, RowRange block, int64_t position_shift);
    void clear();
  };

  void assign_senders(const EdgeList& edges, int threads);
  void assign_entries(const EdgeList& edges, int threads);

  Direction forward_, transposed_;
  std::vector<float> edge_weights_;
};

}  // namespace heddle
