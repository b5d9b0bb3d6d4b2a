// Whether sums along edges are right, looked at in a sample of their rows.
#pragma once

#include "apps/heddle/bench_call.h"

namespace heddle::cli {

// The greatest difference between the result of spmm or spmm_topk and a sum in double, over the sum
// of the magnitudes that were added. Some hundred receivers, the one with the most edges among
// them.
double sampled_error_of_sums(const KernelCall& sum);

// The same of spmm_quantized and spmm_topk_quantized. Sums by classes may be off by a step of their
// largest class besides.
double sampled_error_of_codes(const KernelCall& sum);

// The same of spmm_topk_gradient and some hundred senders.
double sampled_error_of_gradient(const KernelCall& spmm_topk_gradient);

}  // namespace heddle::cli
