// relation_embedding, reference:  y[i, :] = sum over e = (i <- j) of w_e table[rel(e) M + j, :];
// in the gradient of the table the adjacency is the transpose.

#include "heddle/ops/relation_embedding.h"

#include "heddle/kernels/reference/dispatch.h"
#include "heddle/kernels/reference/edge_weight.h"
#include "heddle/kernels/reference/kernels.h"

#include <algorithm>

namespace heddle::reference {
namespace {

template <class T>
void lookup(const KernelArgs& args) {
  using C = compute_t<T>;
  const AdjacencyView& a = *args.operands[0].adjacency;
  const auto table = args.operands[1].matrix<const T>();
  const auto y = args.results[0].matrix<T>();
  const int64_t senders = table.rows / a.relations;  // room for so many, whatever a run binds
  for (int64_t i = 0; i < a.rows; ++i) {
    for (int64_t col = 0; col < y.cols; ++col) {
      C sum = 0;
      for (int64_t e = a.row_offsets[i]; e < a.row_offsets[i + 1]; ++e) {
        sum += edge_weight<C>(args.operands[2], a.edge_position(e)) *
               load(table.at(a.relation_of(e) * senders + a.columns[e], col));
      }
      store(y.at(i, col), sum);
    }
  }
}

template <class T>
void table_gradient(const KernelArgs& args) {
  using C = compute_t<T>;
  const AdjacencyView& a = *args.operands[0].adjacency;
  const auto dy = args.operands[1].matrix<const T>();
  const auto d_table = args.results[0].matrix<C>();
  const int64_t nodes = d_table.rows / a.relations;
  for (int64_t row = 0; row < d_table.rows; ++row) {
    std::fill(d_table.row(row), d_table.row(row) + d_table.cols, C(0));
  }
  for (int64_t j = 0; j < a.rows; ++j) {
    for (int64_t e = a.row_offsets[j]; e < a.row_offsets[j + 1]; ++e) {
      const C weight = edge_weight<C>(args.operands[2], a.edge_position(e));
      C* out = d_table.row(a.relation_of(e) * nodes + j);
      for (int64_t col = 0; col < dy.cols; ++col) {
        out[col] += weight * load(dy.at(a.columns[e], col));
      }
    }
  }
}

void run(const KernelArgs& args) {
  dispatch_floating(args.results[0].dtype, [&]<class T>(T) { lookup<T>(args); });
}

void run_gradient(const KernelArgs& args) {
  dispatch_floating(args.operands[1].dtype, [&]<class T>(T) { table_gradient<T>(args); });
}

}  // namespace

const Kernel kRelationEmbedding = {
    .name = "relation_embedding_reference",
    .op = &heddle::kRelationEmbedding,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run,
};

const Kernel kRelationEmbeddingGradient = {
    .name = "relation_embedding_gradient_reference",
    .op = &heddle::kRelationEmbeddingGradient,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run_gradient,
};

}  // namespace heddle::reference
