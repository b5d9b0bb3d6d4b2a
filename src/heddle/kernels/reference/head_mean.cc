// head_mean and head_broadcast, reference:
//   y[i, f] = (1 / H) * sum over h of x[i, h, f]
//   x[i, h, f] = (1 / H) * y[i, f]

#include "heddle/ops/head_mean.h"

#include "heddle/kernels/reference/dispatch.h"
#include "heddle/kernels/reference/kernels.h"

namespace heddle::reference {
namespace {

void run_mean(const KernelArgs& args) {
  dispatch_floating(args.results[0].dtype, [&]<class T>(T) {
    const auto x = args.operands[0].matrix<const T>();
    const auto y = args.results[0].matrix<T>();
    const int64_t heads = args.operands[0].heads;
    const auto share = 1 / static_cast<compute_t<T>>(heads);
    for (int64_t i = 0; i < y.rows; ++i) {
      for (int64_t f = 0; f < y.cols; ++f) {
        compute_t<T> sum = 0;
        for (int64_t h = 0; h < heads; ++h) sum += load(x.at(i, h * y.cols + f));
        store(y.at(i, f), share * sum);
      }
    }
  });
}

void run_broadcast(const KernelArgs& args) {
  dispatch_floating(args.results[0].dtype, [&]<class T>(T) {
    const auto y = args.operands[0].matrix<const T>();
    const auto x = args.results[0].matrix<T>();
    const auto share = 1 / static_cast<compute_t<T>>(args.results[0].heads);
    for (int64_t i = 0; i < x.rows; ++i) {
      for (int64_t c = 0; c < x.cols; ++c) store(x.at(i, c), share * load(y.at(i, c % y.cols)));
    }
  });
}

}  // namespace

const Kernel kHeadMean = {
    .name = "head_mean_reference",
    .op = &heddle::kHeadMean,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run_mean,
};

const Kernel kHeadBroadcast = {
    .name = "head_broadcast_reference",
    .op = &heddle::kHeadBroadcast,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run_broadcast,
};

}  // namespace heddle::reference
