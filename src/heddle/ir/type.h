// Types of values: where the rows live, how many, how they are stored.
#pragma once

#include "heddle/base/codes.h"
#include "heddle/base/dtype.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace heddle {

enum class SpaceKind : uint8_t { kNodes, kEdges, kGraphs };
std::string_view to_string(SpaceKind kind);

// A set that rows are indexed by. Two spaces of one size are still different spaces.
struct Space {
  std::string name;
  SpaceKind kind = SpaceKind::kNodes;
  int64_t size = 0;       // exact, or the upper bound of a symbol
  bool symbolic = false;  // every run binds its own size, at most `size`

  bool operator==(const Space&) const = default;
};

using SpaceId = int32_t;  // index into Program::spaces
inline constexpr SpaceId kNoSpace = -1;

enum class Form : uint8_t {
  kAbsent,     // an optional operand that was not given
  kDense,      // row-major [rows, cols]
  kCsr,        // [rows, cols], only `entries` values stored
  kTopK,       // which `kept` columns of [rows, cols] every row keeps, ascending (u8 or u16)
  kQuantized,  // [rows, cols] integers of `bits` bits, packed (base/codes.h); scales stand beside
  kAdjacency,  // edges of a relation set: rows receive from the space `senders`
};

// Dimension letters used everywhere: N receivers, M senders, E edges, D features, H heads,
// R relations, B batch, K kept per row.
struct Type {
  Form form = Form::kAbsent;
  DType dtype = DType::kF32;
  SpaceId space = kNoSpace;    // kNoSpace: rows of a weight matrix or a scalar
  int64_t rows = 0;            // size (bound) of the space, or a constant
  int64_t cols = 0;            // all heads together
  int64_t heads = 1;           // divides cols; head h owns columns [h, h + 1) * cols / heads
  int64_t entries = 0;         // kCsr: stored values, kAdjacency: edges (bound if symbolic)
  int64_t kept = 0;            // kTopK: K
  int64_t group = 0;           // kTopK: as many of every `group` columns; 0: anywhere in the row
  int64_t bits = 0;            // kQuantized: 8, 4 or 2
  int64_t hub_bits = 0;        // kQuantized: fewer, in the rows of hubs; 0: as many
  SpaceId senders = kNoSpace;  // kAdjacency
  SpaceId edges = kNoSpace;    // kAdjacency: the space of its edge values
  int64_t relations = 1;       // kAdjacency: R

  bool operator==(const Type&) const = default;
  bool present() const { return form != Form::kAbsent; }
  bool is_dense() const { return form == Form::kDense; }
  bool is_adjacency() const { return form == Form::kAdjacency; }
  int64_t head_cols() const { return cols / heads; }
  // Elements of a row as they lie in memory.
  int64_t stored_cols() const {
    if (form == Form::kQuantized) return code_row_bytes(cols, bits);
    return form == Form::kTopK ? kept : cols;
  }
  int64_t elements() const { return form == Form::kCsr ? entries : rows * stored_cols(); }
  // Bytes of the values a kernel reads or writes; an adjacency counts offsets and columns.
  int64_t bytes() const;
};

// Positions of K kept of D columns: in u8 where D <= 256, else in u16.
inline constexpr int64_t kMaxTopKCols = 65536;
Type topk_type(SpaceId space, int64_t rows, int64_t cols, int64_t kept, int64_t group = 0);
// A row of a hub fills the beginning of its bytes.
Type quantized_type(SpaceId space, int64_t rows, int64_t cols, int64_t bits, int64_t hub_bits = 0);
Type dense_type(DType dtype, SpaceId space, int64_t rows, int64_t cols, int64_t heads = 1);
inline Type weight_type(int64_t rows, int64_t cols, DType dtype = DType::kF32) {
  return dense_type(dtype, kNoSpace, rows, cols);
}
inline Type scalar_type(DType dtype) { return dense_type(dtype, kNoSpace, 1, 1); }

}  // namespace heddle
