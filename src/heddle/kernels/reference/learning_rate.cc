// learning_rate and increment, reference:
//   y = base * gamma^floor(step / every), base if every = 0
//   y = step + 1

#include "heddle/ops/learning_rate.h"

#include "heddle/kernels/reference/dispatch.h"
#include "heddle/kernels/reference/kernels.h"
#include "heddle/ops/increment.h"

#include <cmath>

namespace heddle::reference {
namespace {

void run_learning_rate(const KernelArgs& args) {
  const int64_t step = *args.operands[0].values<const int64_t>();
  const int64_t every = args.attributes->integer("every");
  const int64_t drops = every == 0 ? 0 : step / every;
  const double rate = args.attributes->number("base") *
                      std::pow(args.attributes->number("gamma"), static_cast<double>(drops));
  *args.results[0].values<float>() = static_cast<float>(rate);
}

void run_increment(const KernelArgs& args) {
  *args.results[0].values<int64_t>() = *args.operands[0].values<const int64_t>() + 1;
}

}  // namespace

const Kernel kLearningRate = {
    .name = "learning_rate_reference",
    .op = &heddle::kLearningRate,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run_learning_rate,
};

const Kernel kIncrement = {
    .name = "increment_reference",
    .op = &heddle::kIncrement,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run_increment,
    .may_overwrite = 0b1,
};

}  // namespace heddle::reference
