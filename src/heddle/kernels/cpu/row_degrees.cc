#include "heddle/kernels/cpu/row_degrees.h"

#include "heddle/kernels/cpu/row_task.h"
#include "heddle/kernels/cpu/workspace_layout.h"

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
  for_each_task(a, threads, [&](const RowTask& task) {
    for_each_row(a, task, [&](int64_t row, int64_t begin, int64_t end) {
      float& degree = task.slot >= 0 ? slots[task.slot] : degrees[row * stride];
      degree = sum_weights(a, weights, begin, end);
    });
  });
  for (const SplitRow& split : a.schedule->split_rows) {
    float sum = 0;
    for (int64_t s = split.slot_begin; s < split.slot_end; ++s) sum += slots[s];
    degrees[split.row * stride] = sum;
  }
}

int64_t degree_slots_bytes(int64_t entries) { return padded_bytes(slots_bytes(entries, 1)); }

}  // namespace heddle::cpu
