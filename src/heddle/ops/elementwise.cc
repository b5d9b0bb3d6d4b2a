#include "heddle/ops/elementwise.h"

#include "heddle/base/error.h"

namespace heddle {

std::vector<Type> infer_same_as_first(const TypeQuery& query) {
  const Type& x = query.operands[0];
  require(x.is_dense() && is_floating(x.dtype), "{}: x is {}, needs a dense floating matrix",
          query.op, query.describe(0));
  return {x};
}

std::vector<Type> infer_same_as_all(const TypeQuery& query) {
  const std::vector<Type> result = infer_same_as_first(query);
  for (size_t i = 1; i < query.operands.size(); ++i) {
    require(query.operands[i] == query.operands[0], "{}: operands are {} and {}, need one type",
            query.op, query.describe(0), query.describe(i));
  }
  return result;
}

Work elementwise_work(const WorkQuery& query) {
  Work work;
  for (const Type& type : query.operands) work.bytes += static_cast<double>(type.bytes());
  for (const Type& type : query.results) {
    work.bytes += static_cast<double>(type.bytes());
    work.flops += static_cast<double>(type.elements());
  }
  return work;
}

}  // namespace heddle
