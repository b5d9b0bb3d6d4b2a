// What a run is given by name: matrices, adjacencies, sizes of symbolic spaces.
#pragma once

#include "heddle/ir/program.h"
#include "heddle/kernels/kernel.h"
#include "heddle/tensor/matrix_view.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace heddle {

// Borrows everything; what is bound must live as long as it is run with. Binding a name again
// replaces it, without allocating.
class Bindings {
 public:
  template <class T>
  void bind(std::string_view input, MatrixView<const T> matrix, int64_t heads = 1) {
    OperandView view;
    view.data = const_cast<T*>(matrix.data);  // an input is never written
    view.rows = matrix.rows;
    view.cols = matrix.cols;
    view.stride = matrix.stride;
    view.heads = heads;
    view.dtype = dtype_of<T>();
    set_input(input, view);
  }
  // Sparse features: `structure` has one row per feature row, `values` one f32 per entry.
  void bind_csr(std::string_view input, const AdjacencyView& structure, const float* values);
  void bind_adjacency(std::string_view name, const AdjacencyView& adjacency);
  void bind_size(std::string_view space, int64_t size);
  // Original ids of the rows of a space; without them rows are 0, 1, 2, ...
  void bind_row_ids(std::string_view space, const int32_t* ids);

  // Throw InvalidArgument naming what is missing or does not fit the Program.
  OperandView input(const Program& program, const Node& node) const;
  OperandView adjacency(const Program& program, const Node& node) const;
  int64_t size(const Space& space) const;  // constant, or as bound
  const int32_t* row_ids(const Space& space) const;

  // Grows with every bind: tells a Session that its views are stale.
  int64_t version() const { return version_; }

 private:
  void set_input(std::string_view name, const OperandView& view);

  std::map<std::string, OperandView, std::less<>> inputs_;
  std::map<std::string, const AdjacencyView*, std::less<>> adjacencies_;
  std::map<std::string, int64_t, std::less<>> sizes_;
  std::map<std::string, const int32_t*, std::less<>> row_ids_;
  int64_t version_ = 0;
};

}  // namespace heddle
