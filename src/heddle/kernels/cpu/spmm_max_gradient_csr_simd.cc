// spmm_max_gradient, CSR, CPU:  dx[j, c] = sum of w[e] * dy[i, c] over the out-edges e = (i <- j)
// that argmax[i, c] names, for f32 and bf16 rows.
//
// A pull along the transpose: the sender owns its row of dx, so there are no atomics and sums come
// in a fixed order. An edge knows its place among the in-edges of its receiver: its position less
// the receiver's first. The rows argmax[i, :] and dy[i, :] are read once per edge, though few of
// their values are taken. Along an adjacency that is itself a transpose the place of an edge is
// looked up instead, value by value.
//
// Weak for large in-degrees: nearly all that is read is then not taken.

#include "heddle/kernels/cpu/edge_weights.h"
#include "heddle/kernels/cpu/gather_cost.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/prefetch.h"
#include "heddle/kernels/cpu/row_task.h"
#include "heddle/kernels/cpu/simd_support.h"
#include "heddle/kernels/cpu/workspace_layout.h"
#include "heddle/ops/spmm_max.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "heddle/kernels/cpu/spmm_max_gradient_csr_simd.cc"
// The order of these matters.
// clang-format off
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "heddle/kernels/cpu/element_simd.h"
// clang-format on

#ifndef HEDDLE_KERNELS_CPU_SPMM_MAX_GRADIENT_CALL
#define HEDDLE_KERNELS_CPU_SPMM_MAX_GRADIENT_CALL
namespace heddle::cpu {
namespace {

// What all tasks of one run share.
struct SpmmMaxGradientCall {
  const AdjacencyView& in_edges;
  const AdjacencyView& out_edges;  // its transpose
  OperandView argmax, dy, weights, dx;
  float* slots;  // [slots, slot_stride] sums of pieces
  int64_t slot_stride;

  // Position of the edge that argmax[receiver, col] names; -1 if there is none.
  int64_t named_position(int64_t receiver, int64_t col) const {
    const int32_t place = argmax.matrix<const int32_t>().at(receiver, col);
    return place < 0 ? -1 : in_edges.edge_position(in_edges.row_offsets[receiver] + place);
  }
};

}  // namespace
}  // namespace heddle::cpu
#endif

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {
namespace {

using PlaceTag = hn::RebindToSigned<FloatTag>;

// Along an adjacency that is itself a transpose: adds columns [first, first + columns) of the edges
// to `sum`, value by value.
template <class T>
HWY_NOINLINE void add_by_position(const SpmmMaxGradientCall& call, int64_t begin, int64_t end,
                                  size_t first, size_t columns, float* sum) {
  for (int64_t e = begin; e < end; ++e) {
    const int64_t receiver = call.out_edges.columns[e];
    const int64_t position = call.out_edges.edge_position(e);
    const float weight =
        call.weights.present() ? *edge_weights(call.out_edges, call.weights, e) : 1.0F;
    const T* dy = call.dy.values<const T>() + receiver * call.dy.stride;
    for (size_t col = first; col < first + columns; ++col) {
      if (call.named_position(receiver, static_cast<int64_t>(col)) != position) continue;
      sum[col - first] += weight * static_cast<float>(dy[col]);
    }
  }
}

// N vectors of columns, in column order for both row types.
template <class T, size_t N>
class PullTile {
 public:
  PullTile(const SpmmMaxGradientCall& call, size_t first, size_t columns)
      : call_(call), first_(first), columns_(columns) {}

  template <bool weighted>
  void run(const RowTask& task) const {
    for_each_row(call_.out_edges, task, [&](int64_t row, int64_t begin, int64_t end) HWY_ATTR {
      FloatVec sum[N];
      clear_tile(sum);
      if (call_.in_edges.edge_positions != nullptr) {
        HWY_ALIGN float lanes[N * kLanes] = {};
        add_by_position<T>(call_, begin, end, first_, columns_, lanes);
        load_lanes(sum, lanes);
      } else {
        for (int64_t e = begin; e < end; ++e) add_edge<weighted>(e, sum);
      }
      if (task.slot >= 0) {
        store_lanes(sum, slot(task.slot));
      } else {
        store(row, sum);
      }
    });
  }

  void merge(const SplitRow& split) const {
    FloatVec sum[N];
    clear_tile(sum);
    for (int64_t s = split.slot_begin; s < split.slot_end; ++s) add_lanes(sum, slot(s));
    store(split.row, sum);
  }

 private:
  static constexpr size_t kTileBytes = N * kLanes * (sizeof(T) + sizeof(int32_t));
  static constexpr int64_t kAhead = prefetch_distance(kTileBytes);

  float* slot(int64_t s) const { return call_.slots + s * call_.slot_stride + first_; }
  const T* dy_of(int64_t receiver) const {
    return call_.dy.values<const T>() + receiver * call_.dy.stride + first_;
  }
  const int32_t* argmax_of(int64_t receiver) const {
    return call_.argmax.values<const int32_t>() + receiver * call_.argmax.stride + first_;
  }
  size_t last_lanes() const { return columns_ - (N - 1) * kLanes; }

  template <bool weighted>
  HWY_INLINE void add_edge(int64_t e, FloatVec (&sum)[N]) const {
    const AdjacencyView& out = call_.out_edges;
    const int64_t receiver = out.columns[e];
    const int64_t coming_edge = std::min(e + kAhead, out.entries() - 1);
    const int64_t coming = out.columns[coming_edge];
    prefetch_tile<N * kLanes * sizeof(T)>(dy_of(coming));
    prefetch_tile<N * kLanes * sizeof(int32_t)>(argmax_of(coming));
    float weight = 1;
    if constexpr (weighted) {
      weight = *edge_weights(out, call_.weights, e);
      prefetch_line(edge_weights(out, call_.weights, coming_edge));
    }
    const int64_t place = out.edge_position(e) - call_.in_edges.row_offsets[receiver];
    const auto here = hn::Set(PlaceTag(), static_cast<int32_t>(place));
    unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA {
      const auto named = load_places(k, argmax_of(receiver) + k * kLanes);
      const auto taken = hn::RebindMask(FloatTag(), hn::Eq(named, here));
      auto value = load_values(k, dy_of(receiver) + k * kLanes);
      if constexpr (weighted) value = hn::Mul(hn::Set(FloatTag(), weight), value);
      sum[k] = hn::Add(sum[k], hn::IfThenElseZero(taken, value));
    });
  }

  // All vectors but the last are whole: plain loads.
  template <class K>
  HWY_INLINE auto load_places(K, const int32_t* from) const {
    if constexpr (K::value + 1 < N) return hn::LoadU(PlaceTag(), from);
    return load_first(PlaceTag(), from, last_lanes());
  }
  template <class K>
  HWY_INLINE FloatVec load_values(K, const T* from) const {
    if constexpr (K::value + 1 < N) return load_floats(from);
    return load_floats(from, last_lanes());
  }

  HWY_INLINE void store(int64_t row, const FloatVec (&sum)[N]) const {
    T* dx = call_.dx.values<T>() + row * call_.dx.stride + first_;
    unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA {
      if constexpr (k + 1 < N) {
        store_floats(sum[k], dx + k * kLanes);
      } else {
        store_floats(sum[k], dx + k * kLanes, last_lanes());
      }
    });
  }

  const SpmmMaxGradientCall& call_;
  size_t first_, columns_;
};

// Calls body(tile) for the tiles of a row. Both row types have kLanes columns in a vector here.
template <class T, size_t kMost, class Body>
void for_each_pull_tile(const SpmmMaxGradientCall& call, const Body& body) {
  for_each_tile<float, kMost>(static_cast<size_t>(call.dx.cols),
                              [&](auto n, size_t first, size_t columns)
                                  HWY_ATTR { body(PullTile<T, n>(call, first, columns)); });
}

void spmm_max_gradient_task(const SpmmMaxGradientCall& call, const RowTask& task) {
  const auto run = [&](const auto& tile) HWY_ATTR {
    if (call.weights.present()) return tile.template run<true>(task);
    tile.template run<false>(task);
  };
  if (call.dx.dtype == DType::kBf16) return for_each_pull_tile<Bf16, kMaxVectors>(call, run);
  for_each_pull_tile<float, kMaxVectors>(call, run);
}

// Split rows are few: the narrowest tiles.
void spmm_max_gradient_merge(const SpmmMaxGradientCall& call, const SplitRow& split) {
  const auto merge = [&](const auto& tile) HWY_ATTR { tile.merge(split); };
  if (call.dx.dtype == DType::kBf16) return for_each_pull_tile<Bf16, 1>(call, merge);
  for_each_pull_tile<float, 1>(call, merge);
}

}  // namespace
}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heddle::cpu {
HWY_EXPORT(spmm_max_gradient_task);
HWY_EXPORT(spmm_max_gradient_merge);
namespace {

Support supports(const KernelQuery& query) { return simd_row_support(query.operands[2].dtype); }

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Type& argmax = query.operands[1];
  const Type& dy = query.operands[2];
  const int64_t entries = query.operands[0].entries;
  const auto sequential =
      static_cast<double>(query.results[0].bytes() + query.operands[3].bytes()) +
      16.0 * static_cast<double>(entries);
  const double flops = query.has_operand(3) ? 4 : 3;
  return {.seconds = gather_seconds(
              hardware, {.rows = entries,
                         .row_bytes = dy.cols * (size_of(dy.dtype) + size_of(argmax.dtype)),
                         .matrix_bytes = dy.bytes() + argmax.bytes(),
                         .sequential_bytes = sequential,
                         .flops = flops * static_cast<double>(entries * dy.cols)}),
          .workspace_bytes = slots_bytes(entries, padded_floats(dy.cols))};
}

void run(const KernelArgs& args) {
  const AdjacencyView& a = *args.operands[0].adjacency;
  const SpmmMaxGradientCall call = {.in_edges = a,
                                    .out_edges = *a.transposed,
                                    .argmax = args.operands[1],
                                    .dy = args.operands[2],
                                    .weights = args.operands[3],
                                    .dx = args.results[0],
                                    .slots = reinterpret_cast<float*>(args.workspace),
                                    .slot_stride = padded_floats(args.results[0].cols)};
  for_each_task(call.out_edges, args.threads, [&](const RowTask& task) {
    HWY_DYNAMIC_DISPATCH(spmm_max_gradient_task)(call, task);
  });
  for_each_split_row(call.out_edges, args.threads, [&](const SplitRow& row) {
    HWY_DYNAMIC_DISPATCH(spmm_max_gradient_merge)(call, row);
  });
}

}  // namespace

const Kernel kSpmmMaxGradientCsr = {
    .name = "spmm_max_gradient_csr_cpu_pull",
    .op = &kSpmmMaxGradient,
    .supports = supports,
    .cost = cost,
    .run = run,
};

}  // namespace heddle::cpu
#endif  // HWY_ONCE
