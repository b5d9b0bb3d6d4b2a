// Every tuned CPU kernel, one line each. A row whose library was not found at configure time, or
// whose instructions this build does not know, is not in the table.
#pragma once

#include <span>

#include "heddle/kernels/kernel.h"

namespace heddle::cpu {

std::span<const Kernel* const> kernels();

}  // namespace heddle::cpu
