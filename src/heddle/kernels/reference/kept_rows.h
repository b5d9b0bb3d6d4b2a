// Positions of kept columns, whatever integer they are stored in.
#pragma once

#include "heddle/kernels/reference/dispatch.h"

#include <cstdint>

namespace heddle::reference {

// Calls body(T{}, P{}) with the element type of `rows` and the integer type of `positions`.
template <class Body>
void dispatch_kept(const OperandView& rows, const OperandView& positions, const Body& body) {
  dispatch_floating(rows.dtype, [&]<class T>(T element) {
    positions.dtype == DType::kU8 ? body(element, uint8_t{}) : body(element, uint16_t{});
  });
}

}  // namespace heddle::reference
