// adam, reference: element by element. The equations stand in ops/adam.cc.

#include "heddle/ops/adam.h"

#include "heddle/kernels/adam_numbers.h"
#include "heddle/kernels/reference/dispatch.h"
#include "heddle/kernels/reference/kernels.h"

#include <cmath>

namespace heddle::reference {
namespace {

template <class T>
void run_typed(const KernelArgs& args) {
  const AdamNumbers<T> k(args);
  const auto operand = [&](size_t i) { return args.operands[i].matrix<const T>(); };
  const auto w = operand(0), g = operand(1), m = operand(2), v = operand(3);
  const auto new_w = args.results[0].matrix<T>();
  const auto new_m = args.results[1].matrix<T>();
  const auto new_v = args.results[2].matrix<T>();
  for (int64_t i = 0; i < w.rows; ++i) {
    for (int64_t j = 0; j < w.cols; ++j) {
      const T weight = w.at(i, j);
      const T gradient = g.at(i, j) + k.coupled_decay * weight;
      const T moment = k.beta1 * m.at(i, j) + k.rest1 * gradient;
      const T square = k.beta2 * v.at(i, j) + k.rest2 * gradient * gradient;
      new_m.at(i, j) = moment;
      new_v.at(i, j) = square;
      new_w.at(i, j) = k.kept_weight * weight -
                       k.step_size * moment / (std::sqrt(square) / k.correction2 + k.eps);
    }
  }
}

void run(const KernelArgs& args) {
  args.results[0].dtype == DType::kF64 ? run_typed<double>(args) : run_typed<float>(args);
}

}  // namespace

const Kernel kAdam = {
    .name = "adam_reference",
    .op = &heddle::kAdam,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run,
    .may_overwrite = overwrites(0, 0) | overwrites(0, 1) | overwrites(1, 2) | overwrites(2, 3),
};

}  // namespace heddle::reference
