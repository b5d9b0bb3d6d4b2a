#include "heddle/kernels/reference/dispatch.h"

namespace heddle::reference {
namespace {

// Element by element on one thread, through conversions; random numbers and exponentials are calls.
constexpr double kOpsPerByte = 2.5;
constexpr double kOpsPerFlop = 4;

}  // namespace

Cost serial_cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Work work = query.work();
  return {.seconds = (kOpsPerFlop * work.flops + kOpsPerByte * work.bytes) /
                         hardware.scalar_ops_per_second +
                     hardware.seconds_per_launch,
          .workspace_bytes = 0};
}

}  // namespace heddle::reference
