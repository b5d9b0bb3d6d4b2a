// Rows of which some columns are kept, written out as whole rows, one or a few at a time.
#pragma once

#include "heddle/kernels/kernel.h"

#include <cstdint>

namespace heddle::cpu {

template <class T>
class KeptRowWriter {
 public:
  // Absent positions: the rows are whole, and there is nothing to write.
  KeptRowWriter(const OperandView& values, const OperandView& positions)
      : values_(values.matrix<const T>()), positions_(positions) {}

  bool present() const { return positions_.present(); }

  // Into `to`, which must be 0 in all columns.
  void write(int64_t row, T* to) const {
    const T* values = values_.row(row);
    for_each_column(row, [&](int64_t r, int64_t column) { to[column] = values[r]; });
  }
  // Makes it 0 again, where write() was.
  void clear(int64_t row, T* to) const {
    for_each_column(row, [&](int64_t, int64_t column) { to[column] = T(0); });
  }

 private:
  template <class Body>
  void for_each_column(int64_t row, const Body& body) const {
    if (positions_.dtype == DType::kU8) {
      visit(positions_.matrix<const uint8_t>().row(row), body);
    } else {
      visit(positions_.matrix<const uint16_t>().row(row), body);
    }
  }
  template <class Position, class Body>
  void visit(const Position* columns, const Body& body) const {
    for (int64_t r = 0; r < values_.cols; ++r) body(r, static_cast<int64_t>(columns[r]));
  }

  MatrixView<const T> values_;
  OperandView positions_;
};

}  // namespace heddle::cpu
