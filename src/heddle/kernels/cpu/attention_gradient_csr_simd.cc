// attention_gradient, CSR, CPU:  with a the coefficients, m the dropout factors, g = m <dy_i, x_j>
// and s_i = <dy_i, y_i>, head by head:
//   dx_j = sum over out-edges of m a dy_i,      dz = a (g - s_i) leaky_relu',
//   d_sender_j = sum of dz over out-edges,      d_receiver_i = sum of dz over in-edges.
//
// Three walks. Over receivers: what an edge needs of its receiver becomes one record of 4 H floats.
// Over the transpose, in chunks of edges: products <dy_i, x_j>, coefficients again from the
// statistics of the rows, dz into the workspace at the position of the edge, dx_j and d_sender_j;
// their sender owns them, so there are no atomics. Over receivers again: sums of dz. A row of dy
// is read once from memory; the rows of a chunk stay in the second-level cache for dx.
// Storing dz costs 4 H bytes per edge where forming it again would cost another row.
//
// Weak for heads that are no power of two of columns (products lane by lane), and where dz is
// written far apart: few edges per sender.

#include "heddle/kernels/cpu/edge_sum.h"
#include "heddle/kernels/cpu/gather_cost.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/prefetch.h"
#include "heddle/kernels/cpu/row_task.h"
#include "heddle/kernels/cpu/simd_support.h"
#include "heddle/kernels/cpu/workspace_layout.h"
#include "heddle/ops/attention.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "heddle/kernels/cpu/attention_gradient_csr_simd.cc"
// The order of these matters.
// clang-format off
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/contrib/math/math-inl.h"
#include "hwy/highway.h"
#include "heddle/kernels/cpu/edge_scores_simd.h"
#include "heddle/kernels/cpu/head_dots_simd.h"
#include "heddle/kernels/cpu/head_weights_simd.h"
// clang-format on

#ifndef HEDDLE_KERNELS_CPU_ATTENTION_GRADIENT_CALL
#define HEDDLE_KERNELS_CPU_ATTENTION_GRADIENT_CALL
namespace heddle::cpu {
namespace {

// What fits the stack of a task.
constexpr int64_t kMaxColumns = 4096;
constexpr int64_t kMostHeads = 256;

// What all tasks of one run share.
struct AttentionGradientCall {
  const AdjacencyView& out_edges;  // rows: senders; columns: receivers
  OperandView x, receiver, sender, row_max, row_sum, y, dy, dx, d_sender;
  float slope, probability, keep_scale;
  RandomStream stream;
  float* records;  // [N, 4 H]: receiver, row_max + log(row_sum), <dy, y>, nothing
  float* dz;       // [E, H] in edge order
  float* slots;    // per piece of a sender: dx in lane order, then d_sender
  int64_t slot_stride, slot_d_sender;

  int64_t heads() const { return d_sender.cols; }
  const float* record(int64_t row) const { return records + row * 4 * heads(); }
};

}  // namespace
}  // namespace heddle::cpu
#endif

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {
namespace {

template <class T>
class AttentionGradient {
 public:
  explicit AttentionGradient(const AttentionGradientCall& call)
      : call_(call),
        columns_(static_cast<size_t>(call.dx.cols)),
        heads_(static_cast<size_t>(call.heads())),
        pattern_(heads_),
        chunk_edges_(std::min(chunk_edges(heads_), chunk_rows(columns_))),
        dots_(columns_, heads_) {
    int32_t* lane_head = lane_head_;
    for_each_tile<T>(columns_, [&](auto n, size_t first, size_t columns) HWY_ATTR {
      tiles_[tile_count_++] = {n, first, columns,
                               map_heads<T>(first, columns, columns_ / heads_, n, lane_head)};
      lane_head += n * kLanes;
    });
  }
  AttentionGradient(const AttentionGradient&) = delete;  // tiles point into it
  AttentionGradient& operator=(const AttentionGradient&) = delete;

  void records(int64_t begin, int64_t end) const {
    HWY_ALIGN float products[kMaxHeads + kLanes];
    for (int64_t row = begin; row < end; ++row) {
      float* record = call_.records + row * 4 * call_.heads();
      const float* receiver = call_.receiver.values<const float>() + row * call_.receiver.stride;
      const float* max = call_.row_max.values<const float>() + row * call_.row_max.stride;
      const float* sum = call_.row_sum.values<const float>() + row * call_.row_sum.stride;
      const auto y = [&](int64_t) { return call_.y.values<const T>() + row * call_.y.stride; };
      dots_(call_.dy.values<const T>() + row * call_.dy.stride, y, 1, products);
      for (size_t h = 0; h < heads_; ++h) {
        record[h] = receiver[h];
        record[heads_ + h] = max[h] + std::log(sum[h]);
        record[2 * heads_ + h] = products[h];
      }
    }
  }

  void senders(const RowTask& task) const {
    for_each_row(call_.out_edges, task, [&](int64_t row, int64_t begin, int64_t end) HWY_ATTR {
      HWY_ALIGN float dx[kMaxColumns];
      const bool is_piece = task.slot >= 0;
      float* sum = is_piece ? slot(task.slot) : dx;
      float* d_sender = is_piece ? slot(task.slot) + call_.slot_d_sender
                                 : call_.d_sender.values<float>() + row * call_.d_sender.stride;
      std::fill_n(sum, vectors_for<T>(columns_) * kLanes, 0.0F);
      std::fill_n(d_sender, heads_, 0.0F);
      HeadPattern::Lanes sender;
      pattern_.repeat(call_.sender.values<const float>() + row * call_.sender.stride, sender);
      for (int64_t e = begin; e < end; e += chunk_edges_) {
        add_chunk(row, e, std::min(chunk_edges_, end - e), sender, sum, d_sender);
      }
      if (!is_piece) store_row(row, dx);
    });
  }

  void merge(const SplitRow& split) const {
    float* sum = slot(split.slot_begin);
    float* d_sender = call_.d_sender.values<float>() + split.row * call_.d_sender.stride;
    for (int64_t s = split.slot_begin + 1; s < split.slot_end; ++s) {
      for (int64_t i = 0; i < call_.slot_stride; ++i) sum[i] += slot(s)[i];
    }
    std::copy_n(sum + call_.slot_d_sender, heads_, d_sender);
    store_row(split.row, sum);
  }

 private:
  struct Tile {
    size_t vectors, first, columns;
    HeadMap map;
  };

  // So many rows of dy stay in the second-level cache between the products and the sums.
  static int64_t chunk_rows(size_t columns) {
    const size_t rows = (size_t{32} << 10) / (columns * sizeof(T));
    return static_cast<int64_t>(std::clamp<size_t>(rows, 4, kMaxChunkEdges));
  }

  float* slot(int64_t s) const { return call_.slots + s * call_.slot_stride; }
  const T* dy_of(int64_t entry) const {
    return call_.dy.values<const T>() + call_.out_edges.columns[entry] * call_.dy.stride;
  }

  void store_row(int64_t row, const float* sum) const {
    constexpr size_t N = kVectorsPerLoad<T>;
    T* to = call_.dx.values<T>() + row * call_.dx.stride;
    for (size_t first = 0; first < columns_; first += kColumnsPerLoad<T>) {
      FloatVec tile[N];
      clear_tile(tile);
      add_lanes(tile, sum + first);
      store_tile(tile, to + first, std::min(columns_ - first, kColumnsPerLoad<T>), false);
    }
  }

  // What the scores of a chunk are made of and become.
  struct Scores {
    ScoreChunk products, receiver, row_log_sum, row_product, factors, coefficients, dz;
  };

  HWY_INLINE void add_chunk(int64_t row, int64_t begin, int64_t n, const HeadPattern::Lanes& sender,
                            float* sum, float* d_sender) const {
    Scores scores;
    fill_products(row, begin, n, scores);
    const CoefficientDropout dropout{call_.stream, call_.probability, call_.keep_scale};
    if (dropout.active()) {
      fill_dropout_factors(dropout, call_.out_edges, begin, n, 0, heads_, scores.factors.values);
      finish_scores<true>(n, sender, scores, d_sender);
    } else {
      finish_scores<false>(n, sender, scores, d_sender);
    }
    scatter(begin, n, scores.dz.values);
    for (size_t t = 0; t < tile_count_; ++t) {
      add_rows(tiles_[t], begin, n, scores.coefficients.values, sum + tiles_[t].first);
    }
  }

  // <dy_i, x_j> and the records of the receivers; here rows of dy come from memory.
  HWY_INLINE void fill_products(int64_t row, int64_t begin, int64_t n, Scores& scores) const {
    const size_t row_bytes = columns_ * sizeof(T);
    const int64_t ahead = prefetch_distance(row_bytes);
    const AdjacencyView& a = call_.out_edges;
    const int64_t last = a.entries() - 1;
    const auto dy = [&](int64_t e) HEDDLE_SIMD_LAMBDA {
      const int64_t coming = std::min(begin + e + ahead, last);
      prefetch_bytes<2>(dy_of(coming), row_bytes);
      prefetch_line(call_.record(a.columns[coming]));
      return dy_of(begin + e);
    };
    dots_(call_.x.values<const T>() + row * call_.x.stride, dy, n, scores.products.values);
    const auto record = [&](int64_t e) { return call_.record(a.columns[begin + e]); };
    copy_rows(record, n, heads_, scores.receiver.values);
    copy_rows([&](int64_t e) { return record(e) + heads_; }, n, heads_, scores.row_log_sum.values);
    copy_rows([&](int64_t e) { return record(e) + 2 * heads_; }, n, heads_,
              scores.row_product.values);
  }

  // dz and its sum over the chunk; and the coefficients that dx takes dy with.
  template <bool has_dropout>
  HWY_INLINE void finish_scores(int64_t n, const HeadPattern::Lanes& sender, Scores& scores,
                                float* d_sender) const {
    const FloatTag tag;
    const auto zero = hn::Zero(tag), one = hn::Set(tag, 1.0F), slope = hn::Set(tag, call_.slope);
    HeadPattern::Lanes sums;
    pattern_.reduce(
        static_cast<size_t>(n) * heads_, zero, sums,
        [&](FloatVec state, size_t i, size_t lane, size_t count) HEDDLE_SIMD_LAMBDA {
          const auto load = [&](const ScoreChunk& chunk)
                                HEDDLE_SIMD_LAMBDA { return hn::Load(tag, chunk.values + i); };
          const auto sum = hn::Add(load(scores.receiver), hn::Load(tag, sender.values + lane));
          const auto slope_here = hn::IfThenElse(hn::Gt(sum, zero), one, slope);
          const auto exponent = hn::Sub(hn::Mul(sum, slope_here), load(scores.row_log_sum));
          const auto coefficient = hn::Exp(tag, exponent);
          auto g = load(scores.products), taken = coefficient;
          if constexpr (has_dropout) {
            g = hn::Mul(g, load(scores.factors));
            taken = hn::Mul(taken, load(scores.factors));
          }
          hn::Store(taken, tag, scores.coefficients.values + i);
          const auto from_row = hn::Mul(coefficient, hn::Sub(g, load(scores.row_product)));
          const auto dz = hn::IfThenElseZero(hn::FirstN(tag, count), hn::Mul(from_row, slope_here));
          hn::Store(dz, tag, scores.dz.values + i);
          return hn::Add(state, dz);
        });
    pattern_.fold(sums, d_sender, [](float a, float b) { return a + b; });
  }

  HWY_INLINE void scatter(int64_t begin, int64_t n, const float* dz) const {
    switch (heads_) {
      case 1:
        return scatter_rows<1>(begin, n, dz);
      case 4:
        return scatter_rows<4>(begin, n, dz);
      case 8:
        return scatter_rows<8>(begin, n, dz);
      default:
        scatter_rows<0>(begin, n, dz);
    }
  }

  // heads = 0: any number.
  template <size_t heads>
  HWY_INLINE void scatter_rows(int64_t begin, int64_t n, const float* dz) const {
    const AdjacencyView& a = call_.out_edges;
    const size_t floats = heads == 0 ? heads_ : heads;
    const int64_t last = a.entries() - 1;
    for (int64_t e = begin; e < begin + n; ++e, dz += floats) {
      const int64_t coming = a.edge_position(std::min(e + kMaxChunkEdges, last));
      prefetch_line<2, true>(call_.dz + static_cast<size_t>(coming) * floats);
      float* to = call_.dz + static_cast<size_t>(a.edge_position(e)) * floats;
      if constexpr (heads > 0) {
        std::memcpy(to, dz, heads * sizeof(float));
      } else {
        std::copy_n(dz, floats, to);
      }
    }
  }

  // sum += coefficient * dy over the edges of a chunk.
  void add_rows(const Tile& tile, int64_t begin, int64_t n, const float* coefficients,
                float* sum) const {
    unroll<kMaxVectors / kVectorsPerLoad<T>>([&](auto load) HEDDLE_SIMD_LAMBDA {
      constexpr size_t N = (load + 1) * kVectorsPerLoad<T>;
      if (tile.vectors != N) return;
      with_mode(tile.map.mode, [&](auto mode) HWY_ATTR {
        add_rows_of<mode, N>(tile, begin, n, coefficients + tile.map.first_head, sum);
      });
    });
  }

  template <WeightMode mode, size_t N>
  void add_rows_of(const Tile& tile, int64_t begin, int64_t n, const float* coefficients,
                   float* lanes) const {
    if constexpr (mode == WeightMode::kByLane) {
      for (int64_t e = 0; e < n; ++e) {
        add_row_by_lane(tile.map, coefficients + static_cast<size_t>(e) * heads_,
                        dy_of(begin + e) + tile.first, tile.columns, lanes);
      }
    } else {
      FloatVec sum[N];
      clear_tile(sum);
      add_lanes(sum, lanes);
      for (int64_t e = 0; e < n; ++e) {
        const EdgeWeights<mode, N> edge(tile.map, coefficients + static_cast<size_t>(e) * heads_);
        for_each_vector<N>(dy_of(begin + e) + tile.first, tile.columns,
                           [&](auto k, FloatVec value) HEDDLE_SIMD_LAMBDA {
                             sum[k] = edge.multiply_add(k, value, sum[k]);
                           });
      }
      store_lanes(sum, lanes);
    }
  }

  const AttentionGradientCall& call_;
  size_t columns_, heads_;
  HeadPattern pattern_;
  int64_t chunk_edges_;
  HeadDots<T> dots_;
  size_t tile_count_ = 0;
  Tile tiles_[kMaxColumns / kLanes / kMaxVectors + 1];
  HWY_ALIGN int32_t lane_head_[kMaxColumns + 2 * kLanes];
};

// Calls body(gradient) with the row type of the call.
template <class Body>
void with_row_type(const AttentionGradientCall& call, const Body& body) {
  if (call.dx.dtype == DType::kBf16) return body(AttentionGradient<Bf16>(call));
  body(AttentionGradient<float>(call));
}

void attention_records(const AttentionGradientCall& call, int64_t begin, int64_t end) {
  with_row_type(call, [&](const auto& gradient) HWY_ATTR { gradient.records(begin, end); });
}
void attention_senders(const AttentionGradientCall& call, const RowTask& task) {
  with_row_type(call, [&](const auto& gradient) HWY_ATTR { gradient.senders(task); });
}
void attention_senders_merge(const AttentionGradientCall& call, const SplitRow& split) {
  with_row_type(call, [&](const auto& gradient) HWY_ATTR { gradient.merge(split); });
}

}  // namespace
}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heddle::cpu {
HWY_EXPORT(attention_records);
HWY_EXPORT(attention_senders);
HWY_EXPORT(attention_senders_merge);
namespace {

constexpr int64_t kRowsPerTask = 1024;

// Floats of each part of the workspace, in this order.
struct Workspace {
  int64_t records, dz, slots, sums;

  int64_t floats() const { return records + dz + slots + sums; }
};

Workspace workspace(int64_t receivers, int64_t entries, int64_t columns, int64_t heads) {
  return {.records = padded_floats(receivers * 4 * heads),
          .dz = padded_floats(entries * heads),
          .slots = max_slots(entries) * (padded_floats(columns) + padded_floats(heads)),
          .sums = edge_sum_workspace_floats(entries, heads)};
}

Support supports(const KernelQuery& query) {
  const Type& x = query.operands[1];
  if (x.cols > kMaxColumns) return no("rows have more than 4096 columns");
  if (x.heads > kMostHeads) return no("there are more than 256 heads");
  return simd_row_support(x.dtype);
}

// As measured with AVX2: walking an edge takes about 120 cycles, a score 90; a row of dy is
// used twice. dz is written apart and read again.
Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Type& a = query.operands[0];
  const Type& x = query.operands[1];
  const int64_t heads = x.heads;
  const Workspace space = workspace(a.rows, a.entries, x.cols, heads);
  double sequential = 2.0 * static_cast<double>(a.bytes()) + 12.0 * static_cast<double>(a.entries);
  for (const size_t i : {1, 6, 7}) sequential += static_cast<double>(query.operands[i].bytes());
  for (const Type& type : query.results) sequential += static_cast<double>(type.bytes());
  const int64_t bytes_per_edge = x.cols * size_of(x.dtype) + 4 * heads * size_of(DType::kF32) + 128;
  const auto flops = static_cast<double>(4 * a.entries * x.cols);
  return {
      .seconds = gather_seconds(
          hardware, {.rows = a.entries,
                     .row_bytes = bytes_per_edge,
                     .matrix_bytes = query.operands[7].bytes() + space.dz * size_of(DType::kF32),
                     .sequential_bytes = sequential,
                     .flops = flops,
                     .scalar_ops = static_cast<double>(a.entries * (120 + 90 * heads)),
                     .threads = query.threads}),
      .workspace_bytes = space.floats() * size_of(DType::kF32)};
}

void run(const KernelArgs& args) {
  const AdjacencyView& a = *args.operands[0].adjacency;
  const OperandView& dx = args.results[0];
  const int64_t heads = args.results[1].cols;
  const double probability = args.attributes->number("probability");
  const Workspace space = workspace(a.rows, a.entries(), dx.cols, heads);
  auto* floats = reinterpret_cast<float*>(args.workspace);
  const AttentionGradientCall call = {.out_edges = *a.transposed,
                                      .x = args.operands[1],
                                      .receiver = args.operands[2],
                                      .sender = args.operands[3],
                                      .row_max = args.operands[4],
                                      .row_sum = args.operands[5],
                                      .y = args.operands[6],
                                      .dy = args.operands[7],
                                      .dx = dx,
                                      .d_sender = args.results[2],
                                      .slope = static_cast<float>(args.attributes->number("slope")),
                                      .probability = static_cast<float>(probability),
                                      .keep_scale = static_cast<float>(1 / (1 - probability)),
                                      .stream = args.random_stream(),
                                      .records = floats,
                                      .dz = floats + space.records,
                                      .slots = floats + space.records + space.dz,
                                      .slot_stride = padded_floats(dx.cols) + padded_floats(heads),
                                      .slot_d_sender = padded_floats(dx.cols)};
  parallel_ranges(args.threads, a.rows, kRowsPerTask, [&](int64_t begin, int64_t end) {
    HWY_DYNAMIC_DISPATCH(attention_records)(call, begin, end);
  });
  for_each_task(call.out_edges, args.threads, [&](const RowTask& task) {
    HWY_DYNAMIC_DISPATCH(attention_senders)(call, task);
  });
  for_each_split_row(call.out_edges, args.threads, [&](const SplitRow& row) {
    HWY_DYNAMIC_DISPATCH(attention_senders_merge)(call, row);
  });
  sum_edge_values({.a = a,
                   .values = call.dz,
                   .values_stride = heads,
                   .y = args.results[1],
                   .slots = call.slots + space.slots},
                  args.threads);
}

}  // namespace

const Kernel kAttentionGradientCsr = {
    .name = "attention_gradient_csr_cpu_owner",
    .op = &kAttentionGradient,
    .supports = supports,
    .cost = cost,
    .run = run,
};

}  // namespace heddle::cpu
#endif  // HWY_ONCE
