// The cases of every operator. Tests compare kernels and check gradients on them; a case says no
// more than how to append the operator.
//
//   tests/ops/<op>_cases.cc   the cases of one operator
//   cases.cc                  the list of those files
//   case_instance.h           a case as a Program with data, and its evaluation
#pragma once

#include "heddle/ir/builder.h"
#include "tests/ops/situation.h"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::test {

// How the elements of an operand are drawn.
struct Fill {
  enum class Kind : uint8_t { kReal, kSignedReal, kSignedPower, kInteger };
  Kind kind = Kind::kSignedReal;
  // kSignedReal: of the magnitude; kSignedPower: of its logarithm to base 2; kInteger: high is
  // excluded.
  double low = 0.1, high = 1;
  bool fixed = false;  // no gradient is wanted
};
inline Fill signed_values() { return {}; }  // magnitudes in [0.1, 1]: away from kinks at 0
inline Fill positive_values() { return {Fill::Kind::kReal, 0.1, 1, false}; }
inline Fill values_between(double low, double high) {
  return {Fill::Kind::kReal, low, high, false};
}
// As f32 and bf16; larger than these in f64.
inline Fill infinite_values() { return {Fill::Kind::kSignedReal, 1e39, 1e39, false}; }
inline Fill values_of_all_sizes() { return {Fill::Kind::kSignedPower, -50, 50, false}; }
// From low to high - 1; also in operands of a floating type (a mask of zeros and ones).
inline Fill integers(double low, double high) { return {Fill::Kind::kInteger, low, high, true}; }
inline Fill fixed(Fill fill) {
  fill.fixed = true;
  return fill;
}

struct CaseInput {
  Value value;
  Fill fill;
};

// What a case builds with: the Builder, the types that a situation suggests, and named operands.
class CaseContext {
 public:
  // Rows have `dtype`; what stands beside them has its compute dtype.
  CaseContext(Program& program, const Situation& situation, DType dtype);

  Builder& builder() { return builder_; }
  const Situation& situation() const { return situation_; }
  DType dtype() const { return dtype_; }
  DType side_dtype() const { return compute_dtype(dtype_); }
  int64_t cols() const { return situation_.cols; }
  int64_t heads() const { return situation_.heads; }
  int64_t relations() const { return situation_.edges.relation_count; }

  Type rows(int64_t cols, int64_t heads = 1) const;         // [N, cols]
  Type sender_rows(int64_t cols, int64_t heads = 1) const;  // [M, cols]
  Type side(int64_t cols) const;                            // [N, cols] in the compute dtype
  Type sender_side(int64_t cols) const;                     // [M, cols] in the compute dtype
  Type edges(int64_t cols) const;                           // [E, cols] in the compute dtype
  Type side_row(int64_t cols) const;                        // [1, cols] in the compute dtype
  Type labels() const;                                      // [N, 1] i32

  Value adjacency();  // [N <- M] over E
  Value operand(std::string_view name, const Type& type, Fill fill = signed_values());
  // Positions of `kept` columns for every row of `rows`, as many in each group of columns.
  Value positions(std::string_view name, const Type& rows, int64_t kept, int64_t group = 0);
  // Marks of about half of the rows.
  Value hubs(const Type& rows);
  // [N, cols] csr in the compute dtype; about a third of the elements are stored, some rows none.
  Value csr(std::string_view name, int64_t cols);

  const std::vector<CaseInput>& inputs() const { return inputs_; }

 private:
  Builder builder_;
  Situation situation_;
  DType dtype_;
  SpaceId receivers_, senders_, edges_;
  Value adjacency_;
  std::vector<CaseInput> inputs_;
};

// Entries of the csr operands that a CaseContext makes for so many rows and columns.
EdgeList csr_pattern(int64_t rows, int64_t cols);

struct OpCase {
  const OpDef* op = nullptr;
  std::string name;  // unique: the operator's name, then what is special
  // Appends one node of `op`, all of whose operands are inputs, and returns its first result.
  std::function<Value(CaseContext&)> build;

  // Check the gradient of result 0 in all floating dense operands that are not fixed.
  bool gradient = true;
  // Operands (by position) in which result 0 is linear: <A x, y> = <x, A^T y> is checked.
  std::vector<size_t> linear_in = {};
  // Situations that the operator accepts; null: all.
  bool (*fits)(const Situation&) = nullptr;
  // Multiplies the tolerance: for operators that magnify rounding errors.
  double tolerance = 1;
  // Added to it: of kernels that round to steps, relative to the largest number of a row.
  double step = 0;
};

// All cases, operator by operator.
std::span<const OpCase> op_cases();

}  // namespace heddle::test
