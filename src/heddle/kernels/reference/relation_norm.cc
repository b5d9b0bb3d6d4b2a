// relation_norm, reference:  n[e] = 1 / (number of in-edges of the same receiver and relation).

#include "heddle/ops/relation_norm.h"

#include "heddle/kernels/reference/dispatch.h"
#include "heddle/kernels/reference/kernels.h"

namespace heddle::reference {
namespace {

// Entries of a row are sorted by relation, so those of one relation are a run.
template <class T>
void norms(const KernelArgs& args) {
  const AdjacencyView& a = *args.operands[0].adjacency;
  const auto n = args.results[0].matrix<T>();
  for (int64_t i = 0; i < a.rows; ++i) {
    for (int64_t begin = a.row_offsets[i]; begin < a.row_offsets[i + 1];) {
      int64_t end = begin + 1;
      while (end < a.row_offsets[i + 1] && a.relation_of(end) == a.relation_of(begin)) ++end;
      for (int64_t e = begin; e < end; ++e) {
        store(n.at(a.edge_position(e), 0), 1 / static_cast<compute_t<T>>(end - begin));
      }
      begin = end;
    }
  }
}

void run(const KernelArgs& args) {
  dispatch_floating(args.results[0].dtype, [&]<class T>(T) { norms<T>(args); });
}

}  // namespace

const Kernel kRelationNorm = {
    .name = "relation_norm_reference",
    .op = &heddle::kRelationNorm,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run,
};

}  // namespace heddle::reference
