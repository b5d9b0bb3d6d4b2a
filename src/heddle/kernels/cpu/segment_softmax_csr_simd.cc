// segment_softmax and its gradient, CSR, CPU, f32:
//   y = exp(e - max) / sum over the in-edges of a receiver;   de = y (dy - sum of y dy).
//
// A row or a piece of a hub: its maximum, its exponentials into y with their sum, then a factor on
// y. Pieces take their own maximum; once all pieces are done each finds its factor from the
// statistics of its fellows in the workspace, so nothing is computed twice. Columns go in blocks
// of 256; exponentials are taken over whole vectors, whatever the number of columns.
//
// Weak for few columns in all but the exponentials: one column fills one lane of a vector.

#include "heddle/kernels/cpu/gather_cost.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/cpu/row_task.h"
#include "heddle/kernels/cpu/simd_support.h"
#include "heddle/kernels/cpu/workspace_layout.h"
#include "heddle/ops/segment_softmax.h"

#include <algorithm>
#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "heddle/kernels/cpu/segment_softmax_csr_simd.cc"
// The order of these matters.
// clang-format off
#include "hwy/foreach_target.h"  // IWYU pragma: keep
#include "hwy/contrib/math/math-inl.h"
#include "hwy/highway.h"
#include "heddle/kernels/cpu/edge_scores_simd.h"
// clang-format on

#ifndef HEDDLE_KERNELS_CPU_SEGMENT_CALL
#define HEDDLE_KERNELS_CPU_SEGMENT_CALL
namespace heddle::cpu {
namespace {

constexpr int64_t kColumnBlock = 256;

// What all tasks of one run share.
struct SegmentCall {
  const AdjacencyView& a;
  OperandView x, y;    // softmax: e, y;  gradient: y, dy
  OperandView result;  // softmax: y;  gradient: de
  float* slots;        // per piece: [cols] maxima (softmax only), then [cols] sums

  int64_t cols() const { return result.cols; }
  float* maxima(int64_t slot) const { return slots + slot * 2 * cols(); }
  float* sums(int64_t slot) const { return maxima(slot) + cols(); }
  static float* at(const OperandView& view, int64_t position) {
    return view.values<float>() + position * view.stride;
  }
};

// The row that a piece belongs to.
const SplitRow& split_row_of(const RowSchedule& schedule, int64_t slot) {
  return *std::ranges::upper_bound(schedule.split_rows, slot, {}, &SplitRow::slot_end);
}

}  // namespace
}  // namespace heddle::cpu
#endif

HWY_BEFORE_NAMESPACE();
namespace heddle::cpu::HWY_NAMESPACE {
namespace {

// Columns [first, first + cols) of the entries [begin, end) of one row, at most kColumnBlock.
class Segment {
 public:
  Segment(const SegmentCall& call, int64_t begin, int64_t end, int64_t first)
      : call_(call),
        begin_(begin),
        end_(end),
        first_(first),
        cols_(static_cast<size_t>(std::min(call.cols() - first, kColumnBlock))) {}

  size_t cols() const { return cols_; }

  void find_max(float* max) const {
    for_each_head_vector(cols_, [&](size_t col, size_t lanes) HEDDLE_SIMD_LAMBDA {
      auto largest = load_first(FloatTag(), at(call_.x, begin_) + col, lanes);
      for (int64_t e = begin_ + 1; e < end_; ++e) {
        largest = hn::Max(largest, load_first(FloatTag(), at(call_.x, e) + col, lanes));
      }
      store_first(largest, FloatTag(), max + col, lanes);
    });
  }

  // result = exp(x - max) and their sums.
  void exponentials(const float* max, float* sum) const {
    const FloatTag tag;
    const int64_t step = chunk_edges(cols_);
    std::fill_n(sum, cols_, 0.0F);
    ScoreChunk chunk;
    for (int64_t begin = begin_; begin < end_; begin += step) {
      const int64_t n = std::min(step, end_ - begin);
      fill_chunk(begin, n, max, chunk.values);
      for (size_t i = 0; i < static_cast<size_t>(n) * cols_; i += kLanes) {
        hn::Store(hn::Exp(tag, hn::Load(tag, chunk.values + i)), tag, chunk.values + i);
      }
      for_each_head_vector(cols_, [&](size_t col, size_t lanes) HEDDLE_SIMD_LAMBDA {
        auto total = load_first(tag, sum + col, lanes);
        for (int64_t e = 0; e < n; ++e) {
          const auto value = hn::LoadU(tag, chunk.values + static_cast<size_t>(e) * cols_ + col);
          total = hn::Add(total, value);
          store_first(value, tag, at(call_.result, begin + e) + col, lanes);
        }
        store_first(total, tag, sum + col, lanes);
      });
    }
  }

  void scale(const float* factor) const {
    for_each_head_vector(cols_, [&](size_t col, size_t lanes) HEDDLE_SIMD_LAMBDA {
      const auto by = load_first(FloatTag(), factor + col, lanes);
      for (int64_t e = begin_; e < end_; ++e) {
        float* y = at(call_.result, e) + col;
        store_first(hn::Mul(load_first(FloatTag(), y, lanes), by), FloatTag(), y, lanes);
      }
    });
  }

  void dot(float* sum) const {
    for_each_head_vector(cols_, [&](size_t col, size_t lanes) HEDDLE_SIMD_LAMBDA {
      auto total = hn::Zero(FloatTag());
      for (int64_t e = begin_; e < end_; ++e) {
        const auto y = load_first(FloatTag(), at(call_.x, e) + col, lanes);
        const auto dy = load_first(FloatTag(), at(call_.y, e) + col, lanes);
        total = hn::MulAdd(y, dy, total);
      }
      store_first(total, FloatTag(), sum + col, lanes);
    });
  }

  void finish_gradient(const float* sum) const {
    for_each_head_vector(cols_, [&](size_t col, size_t lanes) HEDDLE_SIMD_LAMBDA {
      const auto mean = load_first(FloatTag(), sum + col, lanes);
      for (int64_t e = begin_; e < end_; ++e) {
        const auto y = load_first(FloatTag(), at(call_.x, e) + col, lanes);
        const auto dy = load_first(FloatTag(), at(call_.y, e) + col, lanes);
        store_first(hn::Mul(y, hn::Sub(dy, mean)), FloatTag(), at(call_.result, e) + col, lanes);
      }
    });
  }

 private:
  float* at(const OperandView& view, int64_t entry) const {
    return SegmentCall::at(view, call_.a.edge_position(entry)) + first_;
  }

  HWY_INLINE void fill_chunk(int64_t begin, int64_t n, const float* max,
                             float* HWY_RESTRICT values) const {
    const FloatTag tag;
    for (int64_t e = 0; e < n; ++e) {
      float* to = values + static_cast<size_t>(e) * cols_;
      // Lanes behind the last column are overwritten by the next edge.
      for_each_head_vector(cols_, [&](size_t col, size_t lanes) HEDDLE_SIMD_LAMBDA {
        const auto value = load_first(tag, at(call_.x, begin + e) + col, lanes);
        hn::StoreU(hn::Sub(value, load_first(tag, max + col, lanes)), tag, to + col);
      });
    }
  }

  const SegmentCall& call_;
  int64_t begin_, end_, first_;
  size_t cols_;
};

// Calls body(segment, first column) for every block of columns of every row with edges.
template <class Body>
void for_each_segment(const SegmentCall& call, const RowTask& task, const Body& body) {
  for_each_row(call.a, task, [&](int64_t, int64_t begin, int64_t end) HWY_ATTR {
    for (int64_t first = 0; first < call.cols() && begin < end; first += kColumnBlock) {
      body(Segment(call, begin, end, first), first);
    }
  });
}

// Whole rows are finished; pieces leave their statistics.
void softmax_task(const SegmentCall& call, const RowTask& task) {
  for_each_segment(call, task, [&](const Segment& segment, int64_t first) HWY_ATTR {
    HWY_ALIGN float row[2 * kColumnBlock];
    float* max = task.slot >= 0 ? call.maxima(task.slot) + first : row;
    float* sum = task.slot >= 0 ? call.sums(task.slot) + first : row + kColumnBlock;
    segment.find_max(max);
    segment.exponentials(max, sum);
    if (task.slot >= 0) return;
    for (size_t i = 0; i < segment.cols(); ++i) sum[i] = 1.0F / sum[i];
    segment.scale(sum);
  });
}

void softmax_finish_piece(const SegmentCall& call, const RowTask& task) {
  const SplitRow& split = split_row_of(*call.a.schedule, task.slot);
  for_each_segment(call, task, [&](const Segment& segment, int64_t first) HWY_ATTR {
    HWY_ALIGN float factor[kColumnBlock];
    for (size_t i = 0; i < segment.cols(); ++i) {
      const size_t col = static_cast<size_t>(first) + i;
      float max = call.maxima(split.slot_begin)[col], sum = 0;
      for (int64_t s = split.slot_begin; s < split.slot_end; ++s) {
        max = std::max(max, call.maxima(s)[col]);
      }
      for (int64_t s = split.slot_begin; s < split.slot_end; ++s) {
        sum += call.sums(s)[col] * std::exp(call.maxima(s)[col] - max);
      }
      factor[i] = std::exp(call.maxima(task.slot)[col] - max) / sum;
    }
    segment.scale(factor);
  });
}

void softmax_gradient_task(const SegmentCall& call, const RowTask& task) {
  for_each_segment(call, task, [&](const Segment& segment, int64_t first) HWY_ATTR {
    HWY_ALIGN float row[kColumnBlock];
    float* sum = task.slot >= 0 ? call.sums(task.slot) + first : row;
    segment.dot(sum);
    if (task.slot < 0) segment.finish_gradient(sum);
  });
}

void softmax_gradient_finish_piece(const SegmentCall& call, const RowTask& task) {
  const SplitRow& split = split_row_of(*call.a.schedule, task.slot);
  for_each_segment(call, task, [&](const Segment& segment, int64_t first) HWY_ATTR {
    HWY_ALIGN float sum[kColumnBlock] = {};
    for (int64_t s = split.slot_begin; s < split.slot_end; ++s) {
      for (size_t i = 0; i < segment.cols(); ++i)
        sum[i] += call.sums(s)[first + static_cast<int64_t>(i)];
    }
    segment.finish_gradient(sum);
  });
}

}  // namespace
}  // namespace heddle::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heddle::cpu {
HWY_EXPORT(softmax_task);
HWY_EXPORT(softmax_finish_piece);
HWY_EXPORT(softmax_gradient_task);
HWY_EXPORT(softmax_gradient_finish_piece);
namespace {

Support supports(const KernelQuery& query) {
  if (query.results[0].dtype != DType::kF32) return no("values are not f32");
  return simd_support();
}

// Every matrix of edge values is walked about twice; an exponential is 20 operations, most
// others leave lanes empty.
Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Type& result = query.results[0];
  const auto matrices = static_cast<double>(query.operands.size());
  return {.seconds = gather_seconds(
              hardware, {.sequential_bytes = 2 * matrices * static_cast<double>(result.bytes()),
                         .flops = 40.0 * static_cast<double>(result.elements())}),
          .workspace_bytes = slots_bytes(query.operands[0].entries, 2 * result.cols)};
}

template <class Body>
void for_each_piece(const AdjacencyView& a, int threads, const Body& body) {
  if (a.schedule->split_rows.empty()) return;
  for_each_task(a, threads, [&](const RowTask& task) {
    if (task.slot >= 0) body(task);
  });
}

SegmentCall call_of(const KernelArgs& args) {
  return {.a = *args.operands[0].adjacency,
          .x = args.operands[1],
          .y = args.operands.back(),
          .result = args.results[0],
          .slots = reinterpret_cast<float*>(args.workspace)};
}

void run(const KernelArgs& args) {
  const SegmentCall call = call_of(args);
  for_each_task(call.a, args.threads, [&](const RowTask& task) {
    HWY_DYNAMIC_DISPATCH(softmax_task)(call, task);
  });
  for_each_piece(call.a, args.threads, [&](const RowTask& task) {
    HWY_DYNAMIC_DISPATCH(softmax_finish_piece)(call, task);
  });
}

void run_gradient(const KernelArgs& args) {
  const SegmentCall call = call_of(args);
  for_each_task(call.a, args.threads, [&](const RowTask& task) {
    HWY_DYNAMIC_DISPATCH(softmax_gradient_task)(call, task);
  });
  for_each_piece(call.a, args.threads, [&](const RowTask& task) {
    HWY_DYNAMIC_DISPATCH(softmax_gradient_finish_piece)(call, task);
  });
}

}  // namespace

const Kernel kSegmentSoftmaxCsr = {
    .name = "segment_softmax_csr_cpu_rowsplit",
    .op = &kSegmentSoftmax,
    .supports = supports,
    .cost = cost,
    .run = run,
    .may_overwrite = overwrites(0, 1),
};

const Kernel kSegmentSoftmaxGradientCsr = {
    .name = "segment_softmax_gradient_csr_cpu_rowsplit",
    .op = &kSegmentSoftmaxGradient,
    .supports = supports,
    .cost = cost,
    .run = run_gradient,
    .may_overwrite = overwrites(0, 1) | overwrites(0, 2),
};

}  // namespace heddle::cpu
#endif  // HWY_ONCE
