// factor_classes, reference: the entries of a row are sorted by class.

#include "heddle/ops/factor_classes.h"

#include "heddle/kernels/reference/dispatch.h"
#include "heddle/kernels/reference/kernels.h"

#include <algorithm>
#include <vector>

namespace heddle::reference {
namespace {

template <class T>
void run_as(const KernelArgs& args) {
  const AdjacencyView& a = *args.operands[0].adjacency;
  const auto factors = args.operands[1].matrix<const T>();
  const auto remainders = args.results[0].matrix<T>();
  const auto classes = args.results[1].matrix<uint8_t>();
  const auto senders = args.results[2].matrix<int32_t>();
  const auto class_of = [&](int64_t sender) {
    return factor_class(static_cast<double>(factors.at(sender, 0)));
  };
  for (int64_t j = 0; j < factors.rows; ++j) {
    remainders.at(j, 0) = std::ldexp(factors.at(j, 0), 2 * class_of(j));
  }
  for (int64_t i = 0; i < a.rows; ++i) {
    std::vector<int32_t> row(a.columns + a.row_offsets[i], a.columns + a.row_offsets[i + 1]);
    std::stable_sort(row.begin(), row.end(),
                     [&](int32_t x, int32_t y) { return class_of(x) > class_of(y); });
    for (size_t k = 0; k < row.size(); ++k) {
      const int64_t entry = a.row_offsets[i] + static_cast<int64_t>(k);
      senders.at(entry, 0) = row[k];
      classes.at(entry, 0) = static_cast<uint8_t>(class_of(row[k]));
    }
  }
}

void run(const KernelArgs& args) {
  args.operands[1].dtype == DType::kF64 ? run_as<double>(args) : run_as<float>(args);
}

}  // namespace

const Kernel kFactorClasses = {
    .name = "factor_classes_reference",
    .op = &heddle::kFactorClasses,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run,
};

}  // namespace heddle::reference
