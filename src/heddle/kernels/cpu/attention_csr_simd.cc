// attention, CSR, CPU:  z = leaky_relu(receiver_i + sender_j), a = softmax of z over the in-edges
// of i, y_i = sum over edges of dropout(a) x_j, head by head, for f32 and bf16 rows.
//
// One walk over the in-edges with an online softmax (Milakov and Gimelshein 2018): edges come in
// chunks of up to 64; the scores of a chunk lie in the first-level cache; where a chunk raises the
// maximum, what was summed so far is scaled down. The row of y stays in registers. Dropout draws
// its numbers again from the position of the edge, so nothing of size E is kept. Hubs are cut into
// pieces that leave maximum, sum and row in the workspace, to be joined in order.
//
// Weak for rows of few edges, where a chunk does not fill its vectors. A head that lies in two
// tiles (more than 256 columns in all) has its scores computed twice.

#include "heddle/kernels/cpu/gather_cost.h"
#include "heddle/kernels/cpu/kernels.h"
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

// Columns [first, first + columns) of all rows of a task, and the heads that these belong to.
template <class T, size_t N>
class AttentionTile {
 public:
  AttentionTile(const AttentionTile&) = delete;  // map_ points into it
  AttentionTile& operator=(const AttentionTile&) = delete;
  AttentionTile(const AttentionCall& call, size_t first, size_t columns)
      : call_(call),
        map_(map_heads<T>(first, columns, static_cast<size_t>(call.y.cols / call.row_max.cols), N,
                          lane_head_)),
        first_(first),
        columns_(columns),
        heads_(map_.heads),
        pattern_(map_.heads),
        chunk_edges_(chunk_edges(map_.heads)) {}

  const HeadMap& map() const { return map_; }

  template <WeightMode mode>
  void attend_rows(const RowTask& task) const {
    for_each_row(call_.a, task, [&](int64_t row, int64_t begin, int64_t end) HWY_ATTR {
      FloatVec sum[N];
      clear_tile(sum);
      Statistics statistics;
      HeadPattern::Lanes receiver;
      pattern_.repeat(receiver_of(row), receiver);
      for (int64_t e = begin; e < end; e += chunk_edges_) {
        add_chunk<mode>(receiver, e, std::min(chunk_edges_, end - e), e == begin, statistics, sum);
      }
      if (task.slot >= 0) {
        store_lanes(sum, slot(task.slot) + first_);
        copy(statistics.max, slot_max(task.slot));
        copy(statistics.sum, slot_sum(task.slot));
      } else {
        finish_row<mode>(row, begin < end, statistics, sum);
      }
    });
  }

  template <WeightMode mode>
  void merge(const SplitRow& split) const {
    Statistics all;
    for (size_t h = 0; h < heads_; ++h) {
      all.max[h] = slot_max(split.slot_begin)[h];
      for (int64_t s = split.slot_begin; s < split.slot_end; ++s) {
        all.max[h] = std::max(all.max[h], slot_max(s)[h]);
      }
      all.sum[h] = 0;
    }
    FloatVec sum[N];
    clear_tile(sum);
    for (int64_t s = split.slot_begin; s < split.slot_end; ++s) {
      HWY_ALIGN float scale[kMaxHeads];
      exp_of_difference(slot_max(s), all.max, scale);
      for (size_t h = 0; h < heads_; ++h) all.sum[h] += slot_sum(s)[h] * scale[h];
      const EdgeWeights<mode, N> weights(map_, scale);
      const float* piece = slot(s) + first_;
      unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA {
        sum[k] = weights.multiply_add(k, hn::Load(FloatTag(), piece + k * kLanes), sum[k]);
      });
    }
    finish_row<mode>(split.row, true, all, sum);
  }

 private:
  // Of the edges seen so far.
  struct Statistics {
    HWY_ALIGN float max[kMaxHeads];
    HWY_ALIGN float sum[kMaxHeads];
  };

  float* slot(int64_t s) const { return call_.slots + s * call_.slot_stride; }
  float* slot_max(int64_t s) const { return slot(s) + call_.slot_statistics + map_.first_head; }
  float* slot_sum(int64_t s) const { return slot_max(s) + call_.row_max.cols; }
  void copy(const float* from, float* to) const { std::copy_n(from, heads_, to); }

  const float* receiver_of(int64_t row) const {
    return call_.receiver.values<const float>() + row * call_.receiver.stride + map_.first_head;
  }
  const float* sender_of(int64_t entry) const {
    return call_.sender.values<const float>() + call_.a.columns[entry] * call_.sender.stride +
           map_.first_head;
  }
  const T* row_of(int64_t entry) const {
    return call_.x.values<const T>() + call_.a.columns[entry] * call_.x.stride + first_;
  }

  // to[h] = exp(from[h] - max[h])
  void exp_of_difference(const float* from, const float* max, float* to) const {
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
      __builtin_prefetch(sender_of(std::min(begin + e + kMaxChunkEdges, last)), 0, 2);
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

  template <WeightMode mode>
  HWY_INLINE void add_chunk(const HeadPattern::Lanes& receiver, int64_t begin, int64_t n,
                            bool is_first, Statistics& statistics, FloatVec (&sum)[N]) const {
    HWY_ALIGN float max[kMaxHeads];
    ScoreChunk chunk;
    if (is_first) {
      std::fill_n(statistics.max, heads_, kLowest);
      std::fill_n(statistics.sum, heads_, 0.0F);
    }
    copy(statistics.max, max);
    fill_scores(receiver, begin, n, chunk.values, max);
    if (!is_first) {
      HWY_ALIGN float scale[kMaxHeads];
      exp_of_difference(statistics.max, max, scale);
      for (size_t h = 0; h < heads_; ++h) statistics.sum[h] *= scale[h];
      multiply<mode>(scale, sum);
    }
    copy(max, statistics.max);
    exponentiate(n, chunk.values, statistics);
    const CoefficientDropout dropout{call_.stream, call_.probability, call_.keep_scale};
    if (dropout.active()) {
      ScoreChunk factors;
      fill_dropout_factors(dropout, call_.a, begin, n, map_.first_head, heads_, factors.values);
      const FloatTag tag;
      for (size_t i = 0; i < static_cast<size_t>(n) * heads_; i += kLanes) {
        hn::Store(hn::Mul(hn::Load(tag, chunk.values + i), hn::Load(tag, factors.values + i)), tag,
                  chunk.values + i);
      }
    }
    add_rows<mode>(begin, n, chunk.values, sum);
  }

  template <WeightMode mode>
  HWY_INLINE void add_rows(int64_t begin, int64_t n, const float* coefficients,
                           FloatVec (&sum)[N]) const {
    constexpr size_t kTileBytes = N * kLanes * sizeof(T);
    const int64_t last = call_.a.entries() - 1;
    for (int64_t e = begin; e < begin + n; ++e) {
      prefetch_coming<T, kTileBytes>(e, last,
                                     [&](int64_t entry) HWY_ATTR { return row_of(entry); });
      const EdgeWeights<mode, N> edge(map_, coefficients + static_cast<size_t>(e - begin) * heads_);
      for_each_vector<N>(row_of(e), columns_, [&](auto k, FloatVec value) HEDDLE_SIMD_LAMBDA {
        sum[k] = edge.multiply_add(k, value, sum[k]);
      });
    }
  }

  template <WeightMode mode>
  HWY_INLINE void multiply(const float* scale, FloatVec (&sum)[N]) const {
    const EdgeWeights<mode, N> weights(map_, scale);
    unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA {
      sum[k] = weights.multiply_add(k, sum[k], hn::Zero(FloatTag()));
    });
  }

  template <WeightMode mode>
  HWY_INLINE void finish_row(int64_t row, bool has_edges, const Statistics& statistics,
                             FloatVec (&sum)[N]) const {
    float* row_max = call_.row_max.values<float>() + row * call_.row_max.stride + map_.first_head;
    float* row_sum = call_.row_sum.values<float>() + row * call_.row_sum.stride + map_.first_head;
    if (has_edges) {
      copy(statistics.max, row_max);
      copy(statistics.sum, row_sum);
      HWY_ALIGN float inverse[kMaxHeads];
      for (size_t h = 0; h < heads_; ++h) inverse[h] = 1.0F / statistics.sum[h];
      multiply<mode>(inverse, sum);
    } else {
      std::fill_n(row_max, heads_, 0.0F);
      std::fill_n(row_sum, heads_, 0.0F);
    }
    store_tile(sum, call_.y.values<T>() + row * call_.y.stride + first_, columns_, false);
  }

  const AttentionCall& call_;
  HWY_ALIGN int32_t lane_head_[N * kLanes];
  const HeadMap map_;
  size_t first_, columns_, heads_;
  HeadPattern pattern_;
  int64_t chunk_edges_;
};

// Calls body(tile, mode) for the tiles of a row; mode is a constant.
template <class T, class Body>
void for_each_attention_tile(const AttentionCall& call, const Body& body) {
  for_each_tile<T>(static_cast<size_t>(call.y.cols),
                   [&](auto n, size_t first, size_t columns) HWY_ATTR {
                     const AttentionTile<T, n> tile(call, first, columns);
                     with_mode(tile.map().mode, [&](auto mode) HWY_ATTR { body(tile, mode); });
                   });
}

template <class T>
void attend(const AttentionCall& call, const RowTask& task) {
  for_each_attention_tile<T>(
      call, [&](const auto& tile, auto mode) HWY_ATTR { tile.template attend_rows<mode>(task); });
}

template <class T>
void merge(const AttentionCall& call, const SplitRow& split) {
  for_each_attention_tile<T>(
      call, [&](const auto& tile, auto mode) HWY_ATTR { tile.template merge<mode>(split); });
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
