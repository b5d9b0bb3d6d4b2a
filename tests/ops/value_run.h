// A few nodes on numbers written in a test, run by the interpreter.
#pragma once

#include "heddle/ir/builder.h"
#include "heddle/runtime/bindings.h"
#include "heddle/runtime/interpreter.h"

#include <deque>
#include <string>
#include <vector>

namespace heddle::test {

class ValueRun {
 public:
  // Rows of every matrix below are nodes 0, 1, ... of one space.
  explicit ValueRun(int64_t nodes);

  Builder& builder() { return builder_; }
  // Inputs; row-major numbers, one row per node, or `rows` rows of no space.
  Value nodes(const std::vector<double>& numbers, DType dtype = DType::kF64);
  Value matrix(int64_t rows, const std::vector<double>& numbers, DType dtype = DType::kF64);
  Value row(const std::vector<double>& numbers) { return matrix(1, numbers); }
  Value scalar(double number, DType dtype) { return matrix(1, {number}, dtype); }
  // [nodes, cols] f32 in csr form that stores the numbers other than 0.
  Value csr(int64_t cols, const std::vector<double>& numbers);

  // The numbers of a value, row by row; of a csr value, those that are stored.
  std::vector<double> operator()(Value value);
  void set_row_ids(std::vector<int32_t> ids);
  InterpreterOptions options = {.check_nan = false};

 private:
  Value add_input(Type type, const std::vector<double>& numbers);
  std::string next_name() { return "input" + std::to_string(buffers_.size()); }

  Program program_;
  Builder builder_;
  SpaceId space_;
  int64_t nodes_;
  Bindings bindings_;
  std::deque<Buffer> buffers_;
  std::deque<Adjacency> patterns_;
  std::vector<int32_t> row_ids_;
};

}  // namespace heddle::test
