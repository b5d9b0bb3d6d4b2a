#include "heddle/base/error.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/kernels/kernel.h"
#include "heddle/kernels/reference/kernels.h"

#include <vector>

namespace heddle {

std::span<const Kernel* const> kernel_table() {
  static const std::vector<const Kernel*> table = [] {
    std::vector<const Kernel*> all;
    for (const auto rows : {reference::kernels(), cpu::kernels()}) {
      all.insert(all.end(), rows.begin(), rows.end());
    }
    return all;
  }();
  return table;
}

const Kernel* find_kernel(std::string_view name) {
  for (const Kernel* kernel : kernel_table()) {
    if (kernel->name == name) return kernel;
  }
  return nullptr;
}

const Kernel& reference_kernel(const OpDef& op) {
  for (const Kernel* kernel : reference::kernels()) {
    if (kernel->op == &op) return *kernel;
  }
  fail(ErrorKind::kInternal, "{}: has no reference kernel", op.name);
}

}  // namespace heddle
