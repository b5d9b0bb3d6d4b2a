// Whether columns are chosen and rows encoded rightly, looked at in some hundred rows.
#pragma once

#include "apps/heddle/bench_call.h"

namespace heddle::cli {

// By how much a column that maxk left out is larger than one of its group that it kept; infinite
// where positions do not ascend, a group keeps more or fewer than it should, or values are not
// those at their positions.
double sampled_error_of_selection(const KernelCall& maxk);

// By how many steps the codes of quantize are off, beyond the half (rounded at random: the whole)
// that rounding takes; infinite where a scale is not finite.
double sampled_error_of_encoding(const KernelCall& quantize);

}  // namespace heddle::cli
