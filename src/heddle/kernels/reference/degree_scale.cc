// degree_scale, reference:  s[i] = d_i^power, 0 where d_i = 0; d_i counts or weighs the in-edges.

#include "heddle/ops/degree_scale.h"

#include "heddle/kernels/reference/dispatch.h"
#include "heddle/kernels/reference/edge_weight.h"
#include "heddle/kernels/reference/kernels.h"

#include <cmath>

namespace heddle::reference {
namespace {

template <class T>
void scales(const KernelArgs& args) {
  const AdjacencyView& a = *args.operands[0].adjacency;
  const auto s = args.results[0].matrix<T>();
  const auto power = static_cast<compute_t<T>>(args.attributes->number("power"));
  for (int64_t i = 0; i < a.rows; ++i) {
    compute_t<T> degree = 0;
    for (int64_t e = a.row_offsets[i]; e < a.row_offsets[i + 1]; ++e) {
      degree += edge_weight<compute_t<T>>(args.operands[1], a.edge_position(e));
    }
    store(s.at(i, 0), degree == 0 ? compute_t<T>(0) : std::pow(degree, power));
  }
}

void run(const KernelArgs& args) {
  dispatch_floating(args.results[0].dtype, [&]<class T>(T) { scales<T>(args); });
}

}  // namespace

const Kernel kDegreeScale = {
    .name = "degree_scale_reference",
    .op = &heddle::kDegreeScale,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run,
};

}  // namespace heddle::reference
