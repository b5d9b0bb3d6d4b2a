#include "heddle/kernels/reference/dispatch.h"

namespace heddle::reference {

Cost serial_cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Work work = query.op->work({query.operands, query.results, query.attributes});
  return {.seconds = (work.flops + work.bytes / 4) / hardware.scalar_ops_per_second +
                     hardware.seconds_per_launch,
          .workspace_bytes = 0};
}

}  // namespace heddle::reference
