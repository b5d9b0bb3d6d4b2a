// relation_linear_weight_gradient, CSR, CPU:
//   dW_r = sum over the runs (i, r) of relation r of (sum over its edges of w_e x[j, :])^T dy[i, :]
//
// The rows of one run (edges of one receiver and relation) are added first, so there is one outer
// product per run. A task is a group of runs of one relation: the first group of a relation owns
// dW_r, the others leave their sums in the workspace, where they are added in order. How runs are
// grouped depends on their number alone. Eight runs at a time are brought to f32 in the first-level
// cache and added to dW_r together, so that dW_r is read and written once per eight. What the next
// batches need lies all over memory, and behind three arrays: it is asked for in three steps.
//
// Weak where one run has most of the edges (a hub): it is the work of one task.

#include "heddle/base/parallel.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/prefetch.h"
#include "heddle/kernels/cpu/relation_call.h"
#include "heddle/kernels/cpu/relation_groups.h"
#include "heddle/kernels/cpu/simd_support.h"
#include "heddle/ops/relation_linear.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "heddle/kernels/cpu/relation_linear_weight_gradient_csr_simd.cc"
// The order of these matters.
// clang-format off
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "heddle/kernels/cpu/relation_tile_simd.h"
// clang-format on

#ifndef HEDDLE_KERNELS_CPU_RELATION_WEIGHT_GRADIENT_CALL
#define HEDDLE_KERNELS_CPU_RELATION_WEIGHT_GRADIENT_CALL
namespace heddle::cpu {
namespace {

struct WeightGradientCall {
  RelationCall x;  // y is not used
  OperandView dy;
};

}  // namespace
}  // namespace heddle::cpu
#endif

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {
namespace {

constexpr size_t kBatch = 8;
constexpr size_t kBlock = 512;  // columns of x or dy that are staged at a time
constexpr size_t kRowFloats = kBlock + 64;

constexpr int64_t kEdgesAsked = 8;  // per run

// While batch b is staged: asks for the segments of batch b + 3, the columns and dy of b + 2 and
// the rows of x of b + 1.
template <class T>
void prefetch_batches(const WeightGradientCall& call, const RunGroup& group, int64_t begin) {
  const AdjacencyView& a = call.x.a;
  const auto batch = [&](int64_t ahead, const auto& ask) {
    const int64_t first = begin + ahead * static_cast<int64_t>(kBatch);
    const int64_t last = std::min(group.end, first + static_cast<int64_t>(kBatch));
    for (int64_t i = first; i < last; ++i) ask(i);
  };
  batch(3, [&](int64_t i) { prefetch_run(a, i); });
  batch(2, [&](int64_t i) {
    const RowRun run = row_run(a, i);
    prefetch_line(a.columns + run.begin);
    prefetch_bytes<2>(call.dy.values<const T>() + run.row * call.dy.stride,
                      static_cast<size_t>(call.dy.cols) * sizeof(T));
  });
  batch(1, [&](int64_t i) {
    const RowRun run = row_run(a, i);
    for (int64_t e = run.begin; e < std::min(run.end, run.begin + kEdgesAsked); ++e) {
      call.x.prefetch<T>(a.columns[e], 0, call.x.rows.cols);
    }
  });
}

// Rows of some runs, as f32 in column order.
struct Staged {
  HWY_ALIGN float sums[kBatch * kRowFloats];  // sum of w_e x[j, :] of each run
  HWY_ALIGN float dy[kBatch * kRowFloats];
};

struct ColumnBlock {
  size_t first, count;
};

template <class T>
void stage_sum(const RelationCall& call, const RelationRun& run, ColumnBlock block, float* to) {
  for_each_small_tile<T>(block.count, [&](auto n, size_t first, size_t columns) HWY_ATTR {
    FloatVec sum[n];
    clear_tile(sum);
    for (int64_t e = run.begin; e < run.end; ++e) {
      const T* row = call.row<T>(call.a.columns[e]) + block.first + first;
      add_scaled_row(sum, call.weight_of(e), row, columns);
    }
    store_columns<T, n>(sum, to + first);
  });
}

template <class T>
void stage_row(const T* row, ColumnBlock block, float* to) {
  for_each_small_tile<T>(block.count, [&](auto n, size_t first, size_t columns) HWY_ATTR {
    FloatVec tile[n];
    clear_tile(tile);
    for_each_vector<n>(row + block.first + first, columns,
                       [&](auto k, FloatVec value) HEDDLE_SIMD_LAMBDA { tile[k] = value; });
    store_columns<T, n>(tile, to + first);
  });
}

// out[d, :] += sum over the staged runs of sums[d] dy[:]
template <size_t N>
HWY_INLINE void add_products(const Staged& staged, size_t runs, size_t d_count, size_t first,
                             size_t columns, float* out, int64_t out_stride) {
  const FloatTag tag;
  for (size_t d = 0; d < d_count; ++d, out += out_stride) {
    FloatVec tile[N];
    for_each_vector<N>(out, columns,
                       [&](auto k, FloatVec value) HEDDLE_SIMD_LAMBDA { tile[k] = value; });
    for (size_t run = 0; run < runs; ++run) {
      const auto factor = hn::Set(tag, staged.sums[run * kRowFloats + d]);
      const float* dy = staged.dy + run * kRowFloats + first;
      unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA {
        tile[k] = hn::MulAdd(factor, hn::Load(tag, dy + k * kLanes), tile[k]);
      });
    }
    store_tile(tile, out, columns, false);
  }
}

// One block of rows and columns of dW_r.
template <class T>
void add_block(const WeightGradientCall& call, const RunGroup& group, ColumnBlock d, ColumnBlock f,
               const MatrixView<float>& out) {
  Staged staged;
  for (int64_t begin = group.begin; begin < group.end; begin += kBatch) {
    const auto runs = std::min(kBatch, static_cast<size_t>(group.end - begin));
    prefetch_batches<T>(call, group, begin);
    for (size_t i = 0; i < runs; ++i) {
      const RowRun run = row_run(call.x.a, begin + static_cast<int64_t>(i));
      stage_sum<T>(call.x, {group.relation, run.begin, run.end}, d, staged.sums + i * kRowFloats);
      stage_row<T>(call.dy.values<const T>() + run.row * call.dy.stride, f,
                   staged.dy + i * kRowFloats);
    }
    for_each_small_tile<float>(f.count, [&](auto n, size_t first, size_t columns) HWY_ATTR {
      add_products<n>(staged, runs, d.count, first, columns,
                      out.row(static_cast<int64_t>(d.first)) + f.first + first, out.stride);
    });
  }
}

template <class T>
void add_group(const WeightGradientCall& call, const RunGroup& group,
               const MatrixView<float>& out) {
  const auto rows = static_cast<size_t>(out.rows), cols = static_cast<size_t>(out.cols);
  for (int64_t row = 0; row < out.rows; ++row) std::fill_n(out.row(row), cols, 0.0F);
  for (size_t d = 0; d < rows; d += kBlock) {
    for (size_t f = 0; f < cols; f += kBlock) {
      add_block<T>(call, group, {d, std::min(kBlock, rows - d)}, {f, std::min(kBlock, cols - f)},
                   out);
    }
  }
}

void weight_gradient_group(const WeightGradientCall& call, const RunGroup& group,
                           const MatrixView<float>& out) {
  if (call.dy.dtype == DType::kBf16) return add_group<Bf16>(call, group, out);
  add_group<float>(call, group, out);
}

}  // namespace
}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heddle::cpu {
HWY_EXPORT(weight_gradient_group);
namespace {

Support supports(const KernelQuery& query) { return simd_row_support(query.operands[1].dtype); }

// The vector units reach about a third of the rate of a blocked matrix product.
Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Type& x = query.operands[1];
  const Type& dw = query.results[0];
  const Work work = query.work();
  const int64_t parts = kMaxExtraGroups * dw.bytes() / query.operands[0].relations;
  return {.seconds = relation_seconds(query, hardware, x, x.cols, 3 * work.flops),
          .workspace_bytes = group_offsets_bytes(query.operands[0].relations) + parts};
}

void run(const KernelArgs& args) {
  const AdjacencyView& a = *args.operands[0].adjacency;
  const OperandView& result = args.results[0];
  const WeightGradientCall call = {
      .x = {.a = a, .rows = args.operands[1], .matrices = {}, .weights = args.operands[3], .y = {}},
      .dy = args.operands[2]};
  const RunGroups groups(a, reinterpret_cast<int64_t*>(args.workspace));
  auto* parts = reinterpret_cast<float*>(args.workspace + group_offsets_bytes(a.relations));
  const int64_t rows = result.rows / a.relations, cols = result.cols;
  const auto dw_of = [&](int64_t relation) {
    return MatrixView<float>{result.values<float>() + relation * rows * result.stride, rows, cols,
                             result.stride};
  };
  const auto part = [&](int64_t index) {
    return MatrixView<float>{parts + index * rows * cols, rows, cols, cols};
  };
  parallel_for(args.threads, groups.count(), [&](int64_t i) {
    const RunGroup group = groups.group(i);
    const auto out = group.part < 0 ? dw_of(group.relation) : part(group.part);
    HWY_DYNAMIC_DISPATCH(weight_gradient_group)(call, group, out);
  });
  parallel_for(args.threads, a.relations, [&](int64_t relation) {
    const MatrixView<float> dw = dw_of(relation);
    for (int64_t p = groups.first_part(relation); p < groups.first_part(relation + 1); ++p) {
      for (int64_t i = 0; i < rows; ++i) {
        for (int64_t j = 0; j < cols; ++j) dw.at(i, j) += part(p).at(i, j);
      }
    }
  });
}

}  // namespace

const Kernel kRelationLinearWeightGradientCsr = {
    .name = "relation_linear_weight_gradient_csr_cpu_grouped",
    .op = &kRelationLinearWeightGradient,
    .supports = supports,
    .cost = cost,
    .run = run,
};

}  // namespace heddle::cpu
#endif  // HWY_ONCE
