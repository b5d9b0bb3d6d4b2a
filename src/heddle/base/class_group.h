// Several questions about one row, each with classes of its own.
#pragma once

#include <cstdint>

namespace heddle {

// So many columns of logits, one behind the other, of which exactly one is right: a softmax of
// their own. `weight` is that of their loss in the sum over all groups.
struct ClassGroup {
  int64_t classes = 0;
  double weight = 1.0;

  bool operator==(const ClassGroup&) const = default;
};

}  // namespace heddle
