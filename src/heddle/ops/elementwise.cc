#include "heddle/ops/elementwise.h"

#include "heddle/base/error.h"
#include "heddle/ops/moved_bytes.h"

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
  Work work = {.bytes = moved_bytes(query.operands, query.results)};
  for (const Type& type : query.results) work.flops += static_cast<double>(type.elements());
  return work;
}

}  // namespace heddle
