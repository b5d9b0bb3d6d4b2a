#include "heddle/kernels/cpu/loss_sums.h"

namespace heddle::cpu {

Cost loss_cost(const KernelQuery& query, const HardwareProfile& hardware, double ops_per_logit) {
  const Type& logits = query.operands[0];
  const double ops = static_cast<double>(logits.elements()) * ops_per_logit;
  return {.seconds = std::max(query.work().bytes / hardware.sequential_bytes_per_second,
                              ops / hardware.f32_flops) +
                     hardware.seconds_per_launch,
          .workspace_bytes = row_groups(logits.rows) * static_cast<int64_t>(sizeof(double))};
}

double inverse_weight_sum(const KernelArgs& args) {
  const auto w = args.operands[2].matrix<const float>();
  const double sum = sum_over_groups(args, w.rows, [&](const RowGroup& group) {
    double total = 0;
    for (int64_t i = group.row_begin; i < group.row_end; ++i) total += w.at(i, 0);
    return total;
  });
  return sum == 0 ? 0 : 1 / sum;
}

double d_loss_per_weight(const KernelArgs& args) {
  return static_cast<double>(*args.operands[3].values<const float>()) * inverse_weight_sum(args);
}

}  // namespace heddle::cpu
