// relation_coefficient_gradient, CSR, CPU:
//   dc[r, b] = sum over edges e = (i <- j) of relation r of w_e <v[j, b, :], dy[i, :]>
//
// The tasks of the row schedule are joined to at most 32 groups, whatever the number of threads. A
// group adds into its own [R, B] in the workspace; those are added in order. Within one run (edges
// of one receiver and relation) products are summed lane by lane and the lanes are added once per
// run and basis, not once per edge.
//
// Weak where every run is a single edge and v has few columns per basis: adding lanes then costs
// as much as the products.

#include "heddle/base/parallel.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/ordered_sum.h"
#include "heddle/kernels/cpu/relation_call.h"
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

constexpr int64_t kBasesPerPass = 32;

// products[b] += lanes of w_e v[j, base + b, tile] dy[i, tile] over the edges of `run`.
template <class T, size_t N>
HWY_INLINE void add_run(const CoefficientGradientCall& call, const RelationRun& run, int64_t base,
                        int64_t count, const T* dy_row, size_t first, size_t columns,
                        float* products) {
  const FloatTag tag;
  FloatVec dy[N];
  for_each_vector<N>(dy_row + first, columns,
                     [&](auto k, FloatVec value) HEDDLE_SIMD_LAMBDA { dy[k] = value; });
  for (int64_t e = run.begin; e < run.end; ++e) {
    const auto weight = hn::Set(tag, call.v.weight_of(e));
    FloatVec scaled[N];
    unroll<N>([&](auto k) HEDDLE_SIMD_LAMBDA { scaled[k] = hn::Mul(weight, dy[k]); });
    const T* row = call.v.row<T>(call.v.a.columns[e]) + base * call.dy.cols + first;
    for (int64_t b = 0; b < count; ++b, row += call.dy.cols) {
      float* product = products + b * static_cast<int64_t>(kLanes);
      auto sum = hn::Load(tag, product);
      for_each_vector<N>(row, columns, [&](auto k, FloatVec value) HEDDLE_SIMD_LAMBDA {
        sum = hn::MulAdd(scaled[k], value, sum);
      });
      hn::Store(sum, tag, product);
    }
  }
}

template <class T>
void add_row(const CoefficientGradientCall& call, int64_t row, RelationRuns runs, float* part) {
  const FloatTag tag;
  const T* dy = call.dy.values<const T>() + row * call.dy.stride;
  for (RelationRun run; runs.next(run);) {
    for (int64_t base = 0; base < call.bases; base += kBasesPerPass) {
      const int64_t count = std::min(kBasesPerPass, call.bases - base);
      HWY_ALIGN float products[kBasesPerPass * kLanes] = {};
      for_each_small_tile<T>(static_cast<size_t>(call.dy.cols),
                             [&](auto n, size_t first, size_t columns) HWY_ATTR {
                               add_run<T, n>(call, run, base, count, dy, first, columns, products);
                             });
      float* sums = part + run.relation * call.bases + base;
      for (int64_t b = 0; b < count; ++b) {
        const auto lanes = hn::Load(tag, products + b * static_cast<int64_t>(kLanes));
        sums[b] += hn::GetLane(hn::SumOfLanes(tag, lanes));
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

Support supports(const KernelQuery& query) { return relation_support(query.operands[1].dtype); }

Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Type& v = query.operands[1];
  const Work work = query.op->work({query.operands, query.results, query.attributes});
  return {.seconds = relation_seconds(query, hardware, v, v.cols, 2 * work.flops),
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
