// relation_coefficient_gradient, CSR, CPU:
//   dc[r, b] = sum over edges e = (i <- j) of relation r of w_e <v[j, b, :], dy[i, :]>
//
// The tasks of the row schedule are joined to at most 32 groups, whatever the number of threads. A
// group adds into its own [R, B] in the workspace; those are added in order. Within one run (edges
// of one receiver and relation) products are summed lane by lane; lanes are added once per run,
// for four bases together.
//
// Weak where every run is a single edge and v has few columns per basis: adding lanes then costs
// as much as the products.

#include "heddle/base/parallel.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/ordered_sum.h"
#include "heddle/kernels/cpu/relation_call.h"
#include "heddle/kernels/cpu/simd_support.h"
#include "heddle/ops/relation_combine.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "heddle/kernels/cpu/relation_coefficient_gradient_csr_simd.cc"
// The order of these matters.
// clang-format off
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/highway.h"
#include "heddle/kernels/cpu/relation_tile_simd.h"
// clang-format on

#ifndef HEDDLE_KERNELS_CPU_RELATION_COEFFICIENT_GRADIENT_CALL
#define HEDDLE_KERNELS_CPU_RELATION_COEFFICIENT_GRADIENT_CALL
namespace heddle::cpu {
namespace {

struct CoefficientGradientCall {
  RelationCall v;  // y is not used
  OperandView dy;
  int64_t bases;
};

}  // namespace
}  // namespace heddle::cpu
#endif

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {
namespace {

using QuadTag = hn::FixedTag<float, 4>;
using QuadVec = hn::Vec<QuadTag>;

constexpr int64_t kQuad = 4;   // bases at a time
constexpr int64_t kAhead = 4;  // edges ahead whose senders are asked for

// The sum of all blocks of four lanes.
template <class Tag>
HWY_INLINE QuadVec add_blocks(Tag tag, hn::Vec<Tag> value) {
  if constexpr (hn::MaxLanes(tag) == 4) {
    return value;
  } else {
    const hn::Half<Tag> half;
    return add_blocks(half, hn::Add(hn::LowerHalf(half, value), hn::UpperHalf(half, value)));
  }
}

// The sums of all lanes of four vectors.
HWY_INLINE QuadVec add_lanes_of_four(const FloatVec (&v)[kQuad]) {
  const FloatTag tag;
  const hn::Repartition<uint64_t, FloatTag> pairs;
  // In every block of four lanes: a0 + a2, b0 + b2, a1 + a3, b1 + b3.
  const auto ab = hn::BitCast(
      pairs, hn::Add(hn::InterleaveLower(tag, v[0], v[1]), hn::InterleaveUpper(tag, v[0], v[1])));
  const auto cd = hn::BitCast(
      pairs, hn::Add(hn::InterleaveLower(tag, v[2], v[3]), hn::InterleaveUpper(tag, v[2], v[3])));
  const auto even = hn::BitCast(tag, hn::InterleaveLower(pairs, ab, cd));
  const auto odd = hn::BitCast(tag, hn::InterleaveUpper(pairs, ab, cd));
  return add_blocks(tag, hn::Add(even, odd));
}

// sums[q] += lanes of w_e v[j, base + q, tile] dy[i, tile] over the edges of `run`. Behind the last
// basis the last one is taken again; nobody reads those sums.
template <class T, size_t N>
HWY_INLINE void add_run(const CoefficientGradientCall& call, const RelationRun& run, int64_t base,
                        const T* dy_row, size_t first, size_t columns, FloatVec (&sums)[kQuad]) {
  const int64_t last = call.v.a.entries() - 1;
  FloatVec dy[N];
  for_each_vector<N>(dy_row + first, columns,
                     [&](auto k, FloatVec value) HEDDLE_SIMD_LAMBDA { dy[k] = value; });
  for (int64_t e = run.begin; e < run.end; ++e) {
    if (base == 0 && first == 0) {
      call.v.prefetch<T>(call.v.a.columns[std::min(e + kAhead, last)], 0, call.v.rows.cols);
    }
    const auto weight = hn::Set(FloatTag(), call.v.weight_of(e));
    FloatVec scaled[N];
    unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA { scaled[k] = hn::Mul(weight, dy[k]); });
    const T* row = call.v.row<T>(call.v.a.columns[e]) + first;
    unroll<kQuad>([&](auto q) HEDDLE_SIMD_LAMBDA {
      const int64_t basis = std::min(base + static_cast<int64_t>(q), call.bases - 1);
      for_each_vector<N>(row + basis * call.dy.cols, columns,
                         [&](auto k, FloatVec value) HEDDLE_SIMD_LAMBDA {
                           sums[q] = hn::MulAdd(scaled[k], value, sums[q]);
                         });
    });
  }
}

template <class T>
void add_row(const CoefficientGradientCall& call, int64_t row, RelationRuns runs, float* part) {
  const QuadTag quad;
  const T* dy = call.dy.values<const T>() + row * call.dy.stride;
  for (RelationRun run; runs.next(run);) {
    for (int64_t base = 0; base < call.bases; base += kQuad) {
      FloatVec sums[kQuad];
      clear_tile(sums);
      for_each_small_tile<T>(static_cast<size_t>(call.dy.cols),
                             [&](auto n, size_t first, size_t columns) HWY_ATTR {
                               add_run<T, n>(call, run, base, dy, first, columns, sums);
                             });
      const QuadVec products = add_lanes_of_four(sums);
      float* to = part + run.relation * call.bases + base;
      const auto inside = static_cast<size_t>(std::min(kQuad, call.bases - base));
      const auto before = inside == kQuad ? hn::LoadU(quad, to) : load_first(quad, to, inside);
      const auto after = hn::Add(before, products);
      if (inside == kQuad) {
        hn::StoreU(after, quad, to);
      } else {
        store_first(after, quad, to, inside);
      }
    }
  }
}

template <class T>
void add_task(const CoefficientGradientCall& call, const RowTask& task, float* part) {
  for (int64_t row = task.row_begin; row < task.row_end; ++row) {
    const RelationRuns runs(call.v.a, row, call.v.begin_of(task, row), call.v.end_of(task, row));
    add_row<T>(call, row, runs, part);
  }
}

void coefficient_gradient_task(const CoefficientGradientCall& call, const RowTask& task,
                               float* part) {
  if (call.dy.dtype == DType::kBf16) return add_task<Bf16>(call, task, part);
  add_task<float>(call, task, part);
}

}  // namespace
}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heddle::cpu {
HWY_EXPORT(coefficient_gradient_task);
namespace {

constexpr int64_t kGroups = 32;

Support supports(const KernelQuery& query) { return simd_row_support(query.operands[1].dtype); }

// To add the lanes of one basis costs as much as about 200 operations of a product.
Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Type& v = query.operands[1];
  const double products =
      static_cast<double>(query.operands[0].entries) * static_cast<double>(query.results[0].cols);
  const double flops = products * (2 * static_cast<double>(query.operands[2].cols) + 200);
  return {.seconds = relation_seconds(query, hardware, v, v.cols, flops),
          .workspace_bytes = kGroups * query.results[0].bytes()};
}

void run(const KernelArgs& args) {
  const OperandView& dc = args.results[0];
  const CoefficientGradientCall call = {.v = {.a = *args.operands[0].adjacency,
                                              .rows = args.operands[1],
                                              .matrices = {},
                                              .weights = args.operands[3],
                                              .y = {}},
                                        .dy = args.operands[2],
                                        .bases = dc.cols};
  const std::vector<RowTask>& tasks = call.v.a.schedule->tasks;
  const auto count = static_cast<int64_t>(tasks.size());
  auto* parts = reinterpret_cast<float*>(args.workspace);
  parallel_for(args.threads, kGroups, [&](int64_t group) {
    float* part = parts + group * dc.rows * dc.cols;
    std::fill_n(part, dc.rows * dc.cols, 0.0F);
    for (int64_t i = count * group / kGroups; i < count * (group + 1) / kGroups; ++i) {
      HWY_DYNAMIC_DISPATCH(coefficient_gradient_task)(call, tasks[static_cast<size_t>(i)], part);
    }
  });
  add_parts(args.threads, parts, kGroups, dc.matrix<float>());
}

}  // namespace

const Kernel kRelationCoefficientGradientCsr = {
    .name = "relation_coefficient_gradient_csr_cpu_grouped",
    .op = &kRelationCoefficientGradient,
    .supports = supports,
    .cost = cost,
    .run = run,
};

}  // namespace heddle::cpu
#endif  // HWY_ONCE
