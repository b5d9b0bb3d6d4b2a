// spmm_max, CSR, CPU:  y[i, c] = max over edges e = (i <- j) of w[e] * x[j, c], and where among the
// in-edges of i the first maximum lies (-1 and 0 for a row without edges), for f32 and bf16 rows.
//
// Maxima and their places stay in registers while the edges of a row go by: two vectors for every
// kLanes columns, so 128 columns are one tile with 32 registers. Pieces of a hub leave both in the
// workspace; they are joined in order, so the first maximum wins.
//
// Weak for wide rows: every tile walks the edges again.

#include "heddle/kernels/cpu/edge_weights.h"
#include "heddle/kernels/cpu/gather_cost.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/row_task.h"
#include "heddle/kernels/cpu/simd_support.h"
#include "heddle/kernels/cpu/workspace_layout.h"
#include "heddle/ops/spmm_max.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "heddle/kernels/cpu/spmm_max_csr_simd.cc"
// The order of these matters.
// clang-format off
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "heddle/kernels/cpu/element_simd.h"
// clang-format on

#ifndef HEDDLE_KERNELS_CPU_SPMM_MAX_CALL
#define HEDDLE_KERNELS_CPU_SPMM_MAX_CALL
namespace heddle::cpu {
namespace {

// What all tasks of one run share.
struct SpmmMaxCall {
  const AdjacencyView& a;
  OperandView x, weights, y, argmax;
  float* slots;         // per piece: maxima, then their places
  int64_t slot_places;  // where the places begin; a multiple of 32
};

}  // namespace
}  // namespace heddle::cpu
#endif

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {
namespace {

using PlaceTag = hn::RebindToSigned<FloatTag>;
using PlaceVec = hn::Vec<PlaceTag>;

// N vectors of columns, in column order for both row types.
template <class T, size_t N>
class MaxTile {
 public:
  MaxTile(const SpmmMaxCall& call, size_t first, size_t columns)
      : call_(call), first_(first), columns_(columns) {}

  template <bool weighted>
  void run(const RowTask& task) const {
    const AdjacencyView& a = call_.a;
    for_each_row(a, task, [&](int64_t row, int64_t begin, int64_t end) HWY_ATTR {
      Maxima best;
      clear(best);
      const int64_t first_entry = a.row_offsets[row];
      for (int64_t e = begin; e < end; ++e) {
        prefetch_coming<T, N * kLanes * sizeof(T)>(
            e, a.entries() - 1, [&](int64_t entry) HWY_ATTR { return row_of(entry); });
        const auto place = hn::Set(PlaceTag(), static_cast<int32_t>(e - first_entry));
        take_edge<weighted>(best, e, place, e == begin);
      }
      if (task.slot >= 0) {
        store_lanes(best.value, slot(task.slot));
        unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA {
          hn::Store(best.place[k], PlaceTag(), slot_places(task.slot) + k * kLanes);
        });
      } else {
        store(row, best);
      }
    });
  }

  void merge(const SplitRow& split) const {
    Maxima best;
    clear(best);
    for (int64_t s = split.slot_begin; s < split.slot_end; ++s) {
      unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA {
        take(best, k, hn::Load(FloatTag(), slot(s) + k * kLanes),
             hn::Load(PlaceTag(), slot_places(s) + k * kLanes), s == split.slot_begin);
      });
    }
    store(split.row, best);
  }

 private:
  struct Maxima {
    FloatVec value[N];
    PlaceVec place[N];
  };

  float* slot(int64_t s) const { return call_.slots + s * 2 * call_.slot_places + first_; }
  int32_t* slot_places(int64_t s) const {
    return reinterpret_cast<int32_t*>(slot(s) + call_.slot_places);
  }
  const T* row_of(int64_t entry) const {
    return call_.x.values<const T>() + call_.a.columns[entry] * call_.x.stride + first_;
  }
  // All lanes but in the last vector: a constant count is a plain load.
  HWY_INLINE size_t lanes(size_t k) const { return k + 1 < N ? kLanes : columns_ - k * kLanes; }
  HWY_INLINE FloatVec load(const T* from, size_t k) const {
    return k + 1 < N ? load_floats(from + k * kLanes) : load_floats(from + k * kLanes, lanes(k));
  }

  HWY_INLINE void clear(Maxima& best) const {
    unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA {
      best.value[k] = hn::Zero(FloatTag());
      best.place[k] = hn::Set(PlaceTag(), -1);
    });
  }
  template <bool weighted>
  HWY_INLINE void take_edge(Maxima& best, int64_t e, PlaceVec place, bool is_first) const {
    const T* from = row_of(e);
    auto weight = hn::Zero(FloatTag());
    if constexpr (weighted) weight = hn::Set(FloatTag(), *edge_weights(call_.a, call_.weights, e));
    unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA {
      auto value = load(from, k);
      if constexpr (weighted) value = hn::Mul(weight, value);
      take(best, k, value, place, is_first);
    });
  }
  HWY_INLINE void take(Maxima& best, size_t k, FloatVec value, PlaceVec place,
                       bool is_first) const {
    const auto larger = is_first ? hn::FirstN(FloatTag(), kLanes) : hn::Gt(value, best.value[k]);
    best.value[k] = hn::IfThenElse(larger, value, best.value[k]);
    best.place[k] = hn::IfThenElse(hn::RebindMask(PlaceTag(), larger), place, best.place[k]);
  }
  HWY_INLINE void store(int64_t row, const Maxima& best) const {
    T* y = call_.y.values<T>() + row * call_.y.stride + first_;
    int32_t* argmax = call_.argmax.values<int32_t>() + row * call_.argmax.stride + first_;
    unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA {
      store_floats(best.value[k], y + k * kLanes, lanes(k));
      store_first(best.place[k], PlaceTag(), argmax + k * kLanes, lanes(k));
    });
  }

  const SpmmMaxCall& call_;
  size_t first_, columns_;
};

// Calls body(tile) for the tiles of a row. Both row types have kLanes columns in a vector here.
template <class T, size_t kMost, class Body>
void for_each_max_tile(const SpmmMaxCall& call, const Body& body) {
  for_each_tile<float, kMost>(static_cast<size_t>(call.y.cols),
                              [&](auto n, size_t first, size_t columns)
                                  HWY_ATTR { body(MaxTile<T, n>(call, first, columns)); });
}

void spmm_max_task(const SpmmMaxCall& call, const RowTask& task) {
  const auto run = [&](const auto& tile) HWY_ATTR {
    if (call.weights.present()) return tile.template run<true>(task);
    tile.template run<false>(task);
  };
  if (call.y.dtype == DType::kBf16) return for_each_max_tile<Bf16, kMaxVectors / 2>(call, run);
  for_each_max_tile<float, kMaxVectors / 2>(call, run);
}

// Split rows are few: the narrowest tiles.
void spmm_max_merge(const SpmmMaxCall& call, const SplitRow& split) {
  const auto merge = [&](const auto& tile) HWY_ATTR { tile.merge(split); };
  if (call.y.dtype == DType::kBf16) return for_each_max_tile<Bf16, 1>(call, merge);
  for_each_max_tile<float, 1>(call, merge);
}

}  // namespace
}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heddle::cpu {
HWY_EXPORT(spmm_max_task);
HWY_EXPORT(spmm_max_merge);
namespace {

Support supports(const KernelQuery& query) { return simd_row_support(query.operands[1].dtype); }

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Type& x = query.operands[1];
  const int64_t entries = query.operands[0].entries;
  const auto sequential =
      static_cast<double>(query.operands[0].bytes() + query.operands[2].bytes() +
                          query.results[0].bytes() + query.results[1].bytes());
  const double flops = query.has_operand(2) ? 4 : 3;
  return {
      .seconds = gather_seconds(hardware, {.rows = entries,
                                           .row_bytes = x.cols * size_of(x.dtype),
                                           .matrix_bytes = x.bytes(),
                                           .sequential_bytes = sequential,
                                           .flops = flops * static_cast<double>(entries * x.cols)}),
      .workspace_bytes = slots_bytes(entries, 2 * padded_floats(x.cols))};
}

void run(const KernelArgs& args) {
  const SpmmMaxCall call = {.a = *args.operands[0].adjacency,
                            .x = args.operands[1],
                            .weights = args.operands[2],
                            .y = args.results[0],
                            .argmax = args.results[1],
                            .slots = reinterpret_cast<float*>(args.workspace),
                            .slot_places = padded_floats(args.results[0].cols)};
  for_each_task(call.a, args.threads, [&](const RowTask& task) {
    HWY_DYNAMIC_DISPATCH(spmm_max_task)(call, task);
  });
  for_each_split_row(call.a, args.threads, [&](const SplitRow& row) {
    HWY_DYNAMIC_DISPATCH(spmm_max_merge)(call, row);
  });
}

}  // namespace

const Kernel kSpmmMaxCsr = {
    .name = "spmm_max_csr_cpu_rowsplit",
    .op = &kSpmmMax,
    .supports = supports,
    .cost = cost,
    .run = run,
};

}  // namespace heddle::cpu
#endif  // HWY_ONCE
