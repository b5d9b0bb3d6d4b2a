// sgd, reference, element by element:
//   velocity' = momentum * velocity + g + weight_decay * w
//   w' = w - learning_rate * velocity'

#include "heddle/ops/sgd.h"

#include "heddle/kernels/reference/dispatch.h"
#include "heddle/kernels/reference/kernels.h"

namespace heddle::reference {
namespace {

template <class T>
void run_typed(const KernelArgs& args) {
  const auto w = args.operands[0].matrix<const T>();
  const auto g = args.operands[1].matrix<const T>();
  const auto velocity = args.operands[2].matrix<const T>();
  const auto rate = static_cast<T>(*args.operands[3].values<const float>());
  const auto momentum = static_cast<T>(args.attributes->number("momentum"));
  const auto decay = static_cast<T>(args.attributes->number("weight_decay"));
  const auto new_w = args.results[0].matrix<T>();
  const auto new_velocity = args.results[1].matrix<T>();
  for (int64_t i = 0; i < w.rows; ++i) {
    for (int64_t j = 0; j < w.cols; ++j) {
      const T weight = w.at(i, j);
      const T speed = momentum * velocity.at(i, j) + (g.at(i, j) + decay * weight);
      new_velocity.at(i, j) = speed;
      new_w.at(i, j) = weight - rate * speed;
    }
  }
}

void run(const KernelArgs& args) {
  args.results[0].dtype == DType::kF64 ? run_typed<double>(args) : run_typed<float>(args);
}

}  // namespace

const Kernel kSgd = {
    .name = "sgd_reference",
    .op = &heddle::kSgd,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run,
    .may_overwrite = overwrites(0, 0) | overwrites(0, 1) | overwrites(1, 2),
};

}  // namespace heddle::reference
