// attention, CSR, CPU:  z = leaky_relu(receiver_i + sender_j), a = softmax of z over the in-edges
// of i, y_i = sum over edges of dropout(a) x_j, head by head, for f32 and bf16 rows.
//
// One walk over the in-edges with an online softmax (Milakov and Gimelshein 2018): edges come in
// chunks of up to 64; the scores of a chunk lie in the first-level cache; where a chunk raises the
// maximum, what was summed so far is scaled down. The row of y stays in registers while the edges
// of a chunk go by. Dropout draws its numbers again from the position of the edge, so nothing of
// size E is kept. Hubs are cut into pieces that leave maximum, sum and row in the workspace, to be
// joined in order.
//
// Weak for rows of few edges, where a chunk does not fill its vectors. A head that lies in two
// tiles (more than 256 columns in all) has its scores computed twice.

#include "heddle/kernels/cpu/gather_cost.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/prefetch.h"
#include "heddle/kernels/cpu/row_task.h"
#include "heddle/kernels/cpu/simd_support.h"
#include "heddle/kernels/cpu/workspace_layout.h"
#include "heddle/ops/attention.h"

#include <algorithm>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "heddle/kernels/cpu/attention_csr_simd.cc"
// The order of these matters.
// clang-format off
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/contrib/math/math-inl.h"
#include "hwy/highway.h"
#include "heddle/kernels/cpu/edge_scores_simd.h"
#include "heddle/kernels/cpu/head_weights_simd.h"
// clang-format on

#ifndef HEDDLE_KERNELS_CPU_ATTENTION_CALL
#define HEDDLE_KERNELS_CPU_ATTENTION_CALL
namespace heddle::cpu {
namespace {

// What all tasks of one run share. A slot holds the sums of a piece of a row in lane order, then
// the [H] maxima, then the [H] sums of exponentials.
struct AttentionCall {
  const AdjacencyView& a;
  OperandView x, receiver, sender, y, row_max, row_sum;
  float slope, probability, keep_scale;
  RandomStream stream;
  float* slots;
  int64_t slot_stride, slot_statistics;
};

}  // namespace
}  // namespace heddle::cpu
#endif

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {
namespace {

constexpr float kLowest = std::numeric_limits<float>::lowest();

// Of the edges of a row seen so far, head by head.
struct Statistics {
  HWY_ALIGN float max[kMaxHeads];
  HWY_ALIGN float sum[kMaxHeads];
};

// Edges [begin, begin + n) of a row, worked on together.
struct EdgeChunk {
  int64_t row, begin, n;
  bool is_first;
  bool ends_row;  // not a piece of it
};

// What the edges of a row, chunk by chunk, leave for the rows of x.
struct RowState {
  Statistics statistics;
  HeadPattern::Lanes receiver;
  ScoreChunk coefficients;
  HWY_ALIGN float scale_before[kMaxHeads];  // of the sum over the chunks before this one, if any
  HWY_ALIGN float scale_after[kMaxHeads];   // of the sum over the row, once its last chunk is in
};

// What does not depend on the columns of a tile: scores and statistics of its heads. Not inlined,
// so that they are compiled once and not for every width of a tile.
class AttentionHeads {
 public:
  AttentionHeads(const AttentionCall& call, const HeadMap& map)
      : call_(call), first_head_(map.first_head), heads_(map.heads), pattern_(map.heads) {}

  size_t count() const { return heads_; }
  int64_t edges_per_chunk() const { return chunk_edges(heads_); }

  // One call per chunk, while no sum is in registers.
  HWY_NOINLINE void add_chunk(const EdgeChunk& chunk, RowState& state) const {
    HWY_ALIGN float max[kMaxHeads];
    Statistics& statistics = state.statistics;
    float* coefficients = state.coefficients.values;
    if (chunk.is_first) start_row(chunk.row, state);
    copy(statistics.max, max);
    fill_scores(state.receiver, chunk.begin, chunk.n, coefficients, max);
    if (!chunk.is_first) {
      exp_of_difference(statistics.max, max, state.scale_before);
      for (size_t h = 0; h < heads_; ++h) statistics.sum[h] *= state.scale_before[h];
    }
    copy(max, statistics.max);
    exponentiate(chunk.n, coefficients, statistics);
    drop(chunk.begin, chunk.n, coefficients);
    if (chunk.ends_row) finish_row(chunk.row, statistics, state.scale_after);
  }

  HWY_NOINLINE void store_piece(const Statistics& statistics, int64_t slot) const {
    copy(statistics.max, slot_max(slot));
    copy(statistics.sum, slot_sum(slot));
  }

  // The maxima over all pieces of a row; the sums are still to be added.
  void start_merge(const SplitRow& split, Statistics& all) const {
    for (size_t h = 0; h < heads_; ++h) {
      all.max[h] = slot_max(split.slot_begin)[h];
      for (int64_t s = split.slot_begin; s < split.slot_end; ++s) {
        all.max[h] = std::max(all.max[h], slot_max(s)[h]);
      }
      all.sum[h] = 0;
    }
  }
  // Adds the sums of a piece, and gives what its row is to be multiplied by.
  void merge_piece(int64_t slot, Statistics& all, float* scale) const {
    exp_of_difference(slot_max(slot), all.max, scale);
    for (size_t h = 0; h < heads_; ++h) all.sum[h] += slot_sum(slot)[h] * scale[h];
  }

  // Writes the statistics of a row, and what its sum is to be multiplied by.
  void finish_row(int64_t row, const Statistics& statistics, float* scale) const {
    copy(statistics.max, row_max(row));
    copy(statistics.sum, row_sum(row));
    for (size_t h = 0; h < heads_; ++h) scale[h] = 1.0F / statistics.sum[h];
  }
  HWY_NOINLINE void finish_without_edges(int64_t row) const {
    std::fill_n(row_max(row), heads_, 0.0F);
    std::fill_n(row_sum(row), heads_, 0.0F);
  }

 private:
  float* row_max(int64_t row) const {
    return call_.row_max.values<float>() + row * call_.row_max.stride + first_head_;
  }
  float* row_sum(int64_t row) const {
    return call_.row_sum.values<float>() + row * call_.row_sum.stride + first_head_;
  }
  float* slot_max(int64_t s) const {
    return call_.slots + s * call_.slot_stride + call_.slot_statistics + first_head_;
  }
  float* slot_sum(int64_t s) const { return slot_max(s) + call_.row_max.cols; }
  void copy(const float* from, float* to) const { std::copy_n(from, heads_, to); }

  const float* sender_of(int64_t entry) const {
    return call_.sender.values<const float>() + call_.a.columns[entry] * call_.sender.stride +
           first_head_;
  }

  void start_row(int64_t row, RowState& state) const {
    const float* receiver =
        call_.receiver.values<const float>() + row * call_.receiver.stride + first_head_;
    pattern_.repeat(receiver, state.receiver);
    std::fill_n(state.statistics.max, heads_, kLowest);
    std::fill_n(state.statistics.sum, heads_, 0.0F);
  }

  // to[h] = exp(from[h] - max[h])
  HWY_NOINLINE void exp_of_difference(const float* from, const float* max, float* to) const {
    const FloatTag tag;
    for_each_head_vector(heads_, [&](size_t h, size_t lanes) HEDDLE_SIMD_LAMBDA {
      const auto difference =
          hn::Sub(load_first(tag, from + h, lanes), load_first(tag, max + h, lanes));
      store_first(hn::Exp(tag, difference), tag, to + h, lanes);
    });
  }

  // Scores of a chunk, and their maxima joined to `max`.
  HWY_INLINE void fill_scores(const HeadPattern::Lanes& receiver, int64_t begin, int64_t n,
                              float* HWY_RESTRICT scores, float* max) const {
    const FloatTag tag;
    const int64_t last = call_.a.entries() - 1;
    const auto sender = [&](int64_t e) HEDDLE_SIMD_LAMBDA {
      prefetch_line(sender_of(std::min(begin + e + kMaxChunkEdges, last)));
      return sender_of(begin + e);
    };
    copy_rows(sender, n, heads_, scores);
    const auto slope = hn::Set(tag, call_.slope), lowest = hn::Set(tag, kLowest);
    HeadPattern::Lanes largest;
    pattern_.reduce(static_cast<size_t>(n) * heads_, lowest, largest,
                    [&](FloatVec state, size_t i, size_t lane, size_t count) HEDDLE_SIMD_LAMBDA {
                      const auto sum =
                          hn::Add(hn::Load(tag, scores + i), hn::Load(tag, receiver.values + lane));
                      const auto z = leaky_relu(sum, slope);
                      hn::Store(z, tag, scores + i);
                      return hn::Max(state, hn::IfThenElse(hn::FirstN(tag, count), z, lowest));
                    });
    pattern_.fold(largest, max, [](float a, float b) { return a > b ? a : b; });
  }

  // scores = exp(scores - max), and their sums added to those in `statistics`.
  HWY_INLINE void exponentiate(int64_t n, float* HWY_RESTRICT scores,
                               Statistics& statistics) const {
    const FloatTag tag;
    HeadPattern::Lanes max, sums;
    pattern_.repeat(statistics.max, max);
    pattern_.reduce(static_cast<size_t>(n) * heads_, hn::Zero(tag), sums,
                    [&](FloatVec state, size_t i, size_t lane, size_t count) HEDDLE_SIMD_LAMBDA {
                      const auto difference =
                          hn::Sub(hn::Load(tag, scores + i), hn::Load(tag, max.values + lane));
                      const auto value =
                          hn::IfThenElseZero(hn::FirstN(tag, count), hn::Exp(tag, difference));
                      hn::Store(value, tag, scores + i);
                      return hn::Add(state, value);
                    });
    pattern_.fold(sums, statistics.sum, [](float a, float b) { return a + b; });
  }

  // Multiplies coefficients by what dropout leaves of them.
  HWY_INLINE void drop(int64_t begin, int64_t n, float* HWY_RESTRICT coefficients) const {
    const CoefficientDropout dropout{call_.stream, call_.probability, call_.keep_scale};
    if (!dropout.active()) return;
    const FloatTag tag;
    ScoreChunk factors;
    fill_dropout_factors(dropout, call_.a, begin, n, first_head_, heads_, factors.values);
    for (size_t i = 0; i < static_cast<size_t>(n) * heads_; i += kLanes) {
      hn::Store(hn::Mul(hn::Load(tag, coefficients + i), hn::Load(tag, factors.values + i)), tag,
                coefficients + i);
    }
  }

  const AttentionCall& call_;
  size_t first_head_, heads_;
  HeadPattern pattern_;
};

// The sum over the edges of a row, columns of one tile: N vectors in registers.
template <class T, WeightMode mode, size_t N>
class RegisterSum {
 public:
  RegisterSum(const HeadMap& map, size_t columns) : map_(map), columns_(columns) {
    clear_tile(sum_);
  }

  // Entries after e up to entry `last`; row_of(entry) gives the tile.
  template <class RowOf>
  HWY_INLINE void prefetch(int64_t e, int64_t last, const RowOf& row_of) const {
    prefetch_coming<T, N * kLanes * sizeof(T)>(e, last, row_of);
  }
  HWY_INLINE void add(const float* weights, const T* row) {
    const EdgeWeights<mode, N> edge(map_, weights);
    for_each_vector<N>(row, columns_, [&](auto k, FloatVec value) HEDDLE_SIMD_LAMBDA {
      sum_[k] = edge.multiply_add(k, value, sum_[k]);
    });
  }
  HWY_INLINE void multiply(const float* scale) {
    const EdgeWeights<mode, N> weights(map_, scale);
    unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA {
      sum_[k] = weights.multiply_add(k, sum_[k], hn::Zero(FloatTag()));
    });
  }
  HWY_INLINE void store(T* to) const { store_tile(sum_, to, columns_, false); }
  // In lane order.
  HWY_INLINE void store_lanes_to(float* to) const { store_lanes(sum_, to); }
  HWY_INLINE void load_lanes_from(const float* from) { load_lanes(sum_, from); }

 private:
  const HeadMap& map_;
  size_t columns_;
  FloatVec sum_[N];
};

// The same in memory, for tiles of any width and heads of any width.
template <class T>
class MemorySum {
 public:
  MemorySum(const HeadMap& map, size_t columns) : map_(map), columns_(columns) {
    std::fill_n(sum_, lanes(), 0.0F);
  }

  template <class RowOf>
  void prefetch(int64_t e, int64_t last, const RowOf& row_of) const {
    constexpr int64_t kAhead = 32;
    prefetch_bytes<2>(row_of(std::min(e + kAhead, last)), columns_ * sizeof(T));
  }
  void add(const float* weights, const T* row) {
    add_row_by_lane(map_, weights, row, columns_, sum_);
  }
  // A slot has the lanes of a tile.
  void add_slot(const float* weights, const float* from) {
    for (size_t i = 0; i < lanes(); i += kLanes) {
      hn::Store(hn::MulAdd(weights_of(weights, i), hn::Load(FloatTag(), from + i), sum(i)),
                FloatTag(), sum_ + i);
    }
  }
  void multiply(const float* scale) {
    for (size_t i = 0; i < lanes(); i += kLanes) {
      hn::Store(hn::MulAdd(weights_of(scale, i), sum(i), hn::Zero(FloatTag())), FloatTag(),
                sum_ + i);
    }
  }
  void store(T* to) const {
    for (size_t first = 0; first < columns_; first += kColumnsPerLoad<T>) {
      FloatVec tile[kVectorsPerLoad<T>];
      load_lanes(tile, sum_ + first);
      store_tile(tile, to + first, std::min(columns_ - first, kColumnsPerLoad<T>), false);
    }
  }
  void store_lanes_to(float* to) const { std::copy_n(sum_, lanes(), to); }
  void load_lanes_from(const float* from) { std::copy_n(from, lanes(), sum_); }

 private:
  size_t lanes() const { return vectors_for<T>(columns_) * kLanes; }
  FloatVec sum(size_t lane) const { return hn::Load(FloatTag(), sum_ + lane); }
  FloatVec weights_of(const float* weights, size_t first) const {
    HWY_ALIGN float values[kLanes];
    for (size_t i = 0; i < kLanes; ++i) values[i] = weights[map_.lane_head[first + i]];
    return hn::Load(FloatTag(), values);
  }

  const HeadMap& map_;
  size_t columns_;
  HWY_ALIGN float sum_[kMaxVectors * kLanes];
};

// Columns [first, first + columns) of all rows of a task.
template <class T>
class AttentionTile {
 public:
  AttentionTile(const AttentionTile&) = delete;  // map_ points into it
  AttentionTile& operator=(const AttentionTile&) = delete;
  AttentionTile(const AttentionCall& call, size_t first, size_t columns)
      : call_(call),
        map_(map_heads<T>(first, columns, static_cast<size_t>(call.y.cols / call.row_max.cols),
                          vectors_for<T>(columns), lane_head_)),
        first_(first),
        columns_(columns),
        heads_(call, map_) {}

  const HeadMap& map() const { return map_; }

  template <class Sum>
  HWY_NOINLINE void attend_rows(const RowTask& task) const {
    for_each_row(call_.a, task, [&](int64_t row, int64_t begin, int64_t end) HWY_ATTR {
      if (begin < end) return attend_row<Sum>(row, begin, end, task.slot);
      heads_.finish_without_edges(row);
      Sum(map_, columns_).store(y_of(row));
    });
  }

  HWY_NOINLINE void merge(const SplitRow& split) const {
    Statistics all;
    heads_.start_merge(split, all);
    MemorySum<T> sum(map_, columns_);
    for (int64_t s = split.slot_begin; s < split.slot_end; ++s) {
      HWY_ALIGN float scale[kMaxHeads];
      heads_.merge_piece(s, all, scale);
      sum.add_slot(scale, slot(s));
    }
    HWY_ALIGN float scale[kMaxHeads];
    heads_.finish_row(split.row, all, scale);
    sum.multiply(scale);
    sum.store(y_of(split.row));
  }

 private:
  float* slot(int64_t s) const { return call_.slots + s * call_.slot_stride + first_; }
  T* y_of(int64_t row) const { return call_.y.values<T>() + row * call_.y.stride + first_; }
  const T* row_of(int64_t entry) const {
    return call_.x.values<const T>() + call_.a.columns[entry] * call_.x.stride + first_;
  }

  // The sum is in registers only between two calls of heads_.add_chunk(); rows of more than one
  // chunk keep it in memory.
  template <class Sum>
  HWY_INLINE void attend_row(int64_t row, int64_t begin, int64_t end, int64_t piece) const {
    const int64_t edges = heads_.edges_per_chunk();
    RowState state;
    HWY_ALIGN float lanes[kMaxVectors * kLanes];
    for (int64_t e = begin; e < end; e += edges) {
      const bool is_first = e == begin, is_last = end - e <= edges;
      const int64_t n = is_last ? end - e : edges;
      heads_.add_chunk({row, e, n, is_first, is_last && piece < 0}, state);
      Sum sum(map_, columns_);
      if (!is_first) {
        sum.load_lanes_from(lanes);
        sum.multiply(state.scale_before);
      }
      add_rows(e, n, state.coefficients.values, sum);
      if (!is_last) {
        sum.store_lanes_to(lanes);
      } else if (piece >= 0) {
        sum.store_lanes_to(slot(piece));
        heads_.store_piece(state.statistics, piece);
      } else {
        sum.multiply(state.scale_after);
        sum.store(y_of(row));
      }
    }
  }

  template <class Sum>
  HWY_INLINE void add_rows(int64_t begin, int64_t n, const float* coefficients, Sum& sum) const {
    const int64_t last = call_.a.entries() - 1;
    for (int64_t e = begin; e < begin + n; ++e, coefficients += heads_.count()) {
      sum.prefetch(e, last, [&](int64_t entry) HWY_ATTR { return row_of(entry); });
      sum.add(coefficients, row_of(e));
    }
  }

  const AttentionCall& call_;
  HWY_ALIGN int32_t lane_head_[kMaxVectors * kLanes];
  const HeadMap map_;
  size_t first_, columns_;
  AttentionHeads heads_;
};

template <class T>
void attend(const AttentionCall& call, const RowTask& task) {
  for_each_tile<T>(static_cast<size_t>(call.y.cols), [&](auto n, size_t first,
                                                         size_t columns) HWY_ATTR {
    const AttentionTile<T> tile(call, first, columns);
    with_mode(tile.map().mode, [&](auto mode) HWY_ATTR {
      using Sum =
          std::conditional_t<mode == WeightMode::kByLane, MemorySum<T>, RegisterSum<T, mode, n>>;
      tile.template attend_rows<Sum>(task);
    });
  });
}

template <class T>
void merge(const AttentionCall& call, const SplitRow& split) {
  for_each_tile<T>(static_cast<size_t>(call.y.cols),
                   [&](auto, size_t first, size_t columns)
                       HWY_ATTR { AttentionTile<T>(call, first, columns).merge(split); });
}

void attention_task(const AttentionCall& call, const RowTask& task) {
  if (call.y.dtype == DType::kBf16) return attend<Bf16>(call, task);
  attend<float>(call, task);
}

void attention_merge(const AttentionCall& call, const SplitRow& split) {
  if (call.y.dtype == DType::kBf16) return merge<Bf16>(call, split);
  merge<float>(call, split);
}

}  // namespace
}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heddle::cpu {
HWY_EXPORT(attention_task);
HWY_EXPORT(attention_merge);
namespace {

int64_t slot_stride(int64_t columns, int64_t heads) {
  return padded_floats(columns) + padded_floats(2 * heads);
}

Support supports(const KernelQuery& query) { return simd_row_support(query.operands[1].dtype); }

// As measured with AVX2: walking an edge takes about 20 cycles, a score (two leaky_relu, an
// exponential, sums) 10.
Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Type& x = query.operands[1];
  const Type& sender = query.operands[3];
  const int64_t entries = query.operands[0].entries;
  double sequential = static_cast<double>(query.operands[0].bytes() + sender.bytes());
  for (const Type& type : query.results) sequential += static_cast<double>(type.bytes());
  const auto flops = static_cast<double>(2 * entries * x.cols);
  return {.seconds = gather_seconds(
              hardware, {.rows = entries,
                         .row_bytes = x.cols * size_of(x.dtype),
                         .matrix_bytes = x.bytes(),
                         .sequential_bytes = sequential,
                         .flops = flops,
                         .scalar_ops = static_cast<double>(entries * (20 + 10 * sender.cols)),
                         .threads = query.threads}),
          .workspace_bytes = slots_bytes(entries, slot_stride(x.cols, sender.cols))};
}

void run(const KernelArgs& args) {
  const OperandView& y = args.results[0];
  const AdjacencyView& a = *args.operands[0].adjacency;
  const int64_t heads = args.results[1].cols;
  const double probability = args.attributes->number("probability");
  const AttentionCall call = {.a = a,
                              .x = args.operands[1],
                              .receiver = args.operands[2],
                              .sender = args.operands[3],
                              .y = y,
                              .row_max = args.results[1],
                              .row_sum = args.results[2],
                              .slope = static_cast<float>(args.attributes->number("slope")),
                              .probability = static_cast<float>(probability),
                              .keep_scale = static_cast<float>(1 / (1 - probability)),
                              .stream = args.random_stream(),
                              .slots = reinterpret_cast<float*>(args.workspace),
                              .slot_stride = slot_stride(y.cols, heads),
                              .slot_statistics = padded_floats(y.cols)};
  for_each_task(a, args.threads, [&](const RowTask& task) {
    HWY_DYNAMIC_DISPATCH(attention_task)(call, task);
  });
  for_each_split_row(a, args.threads, [&](const SplitRow& row) {
    HWY_DYNAMIC_DISPATCH(attention_merge)(call, row);
  });
}

}  // namespace

const Kernel kAttentionCsr = {
    .name = "attention_csr_cpu_online",
    .op = &kAttention,
    .supports = supports,
    .cost = cost,
    .run = run,
};

}  // namespace heddle::cpu
#endif  // HWY_ONCE
