// Every reference kernel, one line each: obvious serial loops, any floating dtype, no tricks.
#pragma once

#include <span>

#include "heddle/kernels/kernel.h"

namespace heddle::reference {

extern const Kernel kRelu;
extern const Kernel kSpmm;

std::span<const Kernel* const> kernels();

}  // namespace heddle::reference
