// Numbers to be added, as their bits by weight.
#pragma once

#include "heddle/circuits/literal.h"

#include <vector>

namespace heddle {

// columns[k] are bits of weight 2^k, constants among them where they fold. All sums of columns are
// modulo 2^columns.size(): no gates are made for what the last column carries.
using Columns = std::vector<std::vector<Literal>>;

}  // namespace heddle
