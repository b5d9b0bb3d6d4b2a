// The results of maxk for one row, once its columns are chosen.
#pragma once

#include "heddle/tensor/matrix_view.h"

#include <cstdint>

namespace heddle::cpu {

// Values and positions of a row of which `columns`, ascending, are kept; with `rectify` negative
// values become 0.
template <class T, class Position>
void write_kept(const T* row, const int32_t* columns, bool rectify, MatrixView<T> values,
                MatrixView<Position> positions, int64_t i) {
  for (int64_t r = 0; r < values.cols; ++r) {
    const T value = row[columns[r]];
    values.at(i, r) = rectify && static_cast<float>(value) < 0 ? T(0.0F) : value;
    positions.at(i, r) = static_cast<Position>(columns[r]);
  }
}

}  // namespace heddle::cpu
