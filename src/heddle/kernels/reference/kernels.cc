#include "heddle/kernels/reference/kernels.h"

#include <array>

namespace heddle::reference {

std::span<const Kernel* const> kernels() {
  static constexpr std::array kKernels = {
      &kRelu,
      &kSpmm,
  };
  return kKernels;
}

}  // namespace heddle::reference
