// How many columns the cases of kept rows keep.
#pragma once

#include <cstdint>

namespace heddle::test {

// A quarter of the columns, and one at least where there are any.
inline int64_t kept_quarter(int64_t cols) { return (cols + 3) / 4; }

// The widest of a few groups that divides the columns.
inline int64_t group_width(int64_t cols) {
  for (const int64_t width : {8, 4, 3}) {
    if (cols % width == 0) return width;
  }
  return 1;
}

}  // namespace heddle::test
