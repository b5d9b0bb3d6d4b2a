#include "heddle/kernels/cpu/row_degrees.h"

#include "heddle/base/parallel.h"

namespace heddle::cpu {
namespace {

float sum_weights(const AdjacencyView& a, const OperandView& weights, int64_t begin, int64_t end) {
  if (!weights.present()) return static_cast<float>(end - begin);
  const auto* values = weights.values<const float>();
  float sum = 0;
  for (int64_t e = begin; e < end; ++e) sum += values[a.edge_position(e) * weights.stride];
  return sum;
}

}  // namespace

void row_degrees(int threads, const AdjacencyView& a, const OperandView& weights, float* slots,
                 float* degrees, int64_t stride) {
  const RowSchedule& schedule = *a.schedule;
  parallel_for(threads, static_cast<int64_t>(schedule.tasks.size()), [&](int64_t i) {
    const RowTask& task = schedule.tasks[static_cast<size_t>(i)];
    if (task.slot >= 0) {
      slots[task.slot] = sum_weights(a, weights, task.entry_begin, task.entry_end);
      return;
    }
    for (int64_t row = task.row_begin; row < task.row_end; ++row) {
      degrees[row * stride] = sum_weights(a, weights, a.row_offsets[row], a.row_offsets[row + 1]);
    }
  });
  for (const SplitRow& split : schedule.split_rows) {
    float sum = 0;
    for (int64_t s = split.slot_begin; s < split.slot_end; ++s) sum += slots[s];
    degrees[split.row * stride] = sum;
  }
}

int64_t degree_slots_bytes(int64_t entries) {
  return (max_slots(entries) * size_of(DType::kF32) + 63) / 64 * 64;
}

}  // namespace heddle::cpu
