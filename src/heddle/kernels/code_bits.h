// How many bits the codes of a row have: those of hubs may have fewer.
#pragma once

#include "heddle/kernels/kernel.h"

namespace heddle {

class CodeBits {
 public:
  // Of a quantized value and the marks of its hubs, which are absent where all rows have as many.
  CodeBits(const OperandView& codes, const OperandView& hubs)
      : bits_(codes.bits),
        hub_bits_(codes.hub_bits),
        hubs_(hubs.values<const uint8_t>()),
        stride_(hubs.stride) {}

  bool is_hub(int64_t row) const { return hubs_ != nullptr && hubs_[row * stride_] != 0; }
  int64_t of(int64_t row) const { return is_hub(row) ? hub_bits_ : bits_; }

 private:
  int64_t bits_, hub_bits_;
  const uint8_t* hubs_;
  int64_t stride_;
};

}  // namespace heddle
