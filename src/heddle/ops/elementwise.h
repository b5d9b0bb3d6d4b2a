// Type rules and work that elementwise operators share.
#pragma once

#include "heddle/ir/op_def.h"

namespace heddle {

// One floating dense operand; the result has its type.
std::vector<Type> infer_same_as_first(const TypeQuery& query);
// All operands dense, floating, of one type; the result has that type.
std::vector<Type> infer_same_as_all(const TypeQuery& query);
// One operation per element; every operand and result moved once.
Work elementwise_work(const WorkQuery& query);

}  // namespace heddle
