#pragma once

#include "heddle/ir/builder.h"

namespace heddle {

extern const OpDef kMaxk;

// Rows of which only K of D columns are kept.
struct KeptRows {
  Value values;     // dense [N, K]
  Value positions;  // topk [N, D] kept K: the column of each value, ascending
};

struct MaxkOptions {
  int64_t kept = 32;     // per group; more than it has columns keeps all of them
  int64_t group = 0;     // columns of a group, divides D; 0: the row is one group
  bool rectify = false;  // what is kept and negative becomes 0
};

// Keeps the largest values of every group of columns of x, each with its sign.
//   x       dense [N, D] floating, of one head, D at most kMaxTopKCols
//   result  K = D / group * min(kept, group) columns of every row; values in the dtype of x
// Throws InvalidArgument for another x, where kept is below 1, and where group does not divide D.
KeptRows maxk(Builder& builder, Value x, const MaxkOptions& options);

}  // namespace heddle
