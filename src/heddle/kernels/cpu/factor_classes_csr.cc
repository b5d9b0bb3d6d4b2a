// factor_classes, CSR, CPU: classes of senders first; then a receiver counts its entries per class
// and places them behind each other, each from its own place on.

#include "heddle/base/parallel.h"
#include "heddle/kernels/cpu/gather_cost.h"
#include "heddle/kernels/cpu/kernels.h"
#include "heddle/ops/factor_classes.h"
#include "heddle/ops/moved_bytes.h"

#include <array>
#include <cmath>

namespace heddle::cpu {
namespace {

constexpr int64_t kSendersPerTask = 1 << 14, kReceiversPerTask = 1 << 12;

class ClassOrder {
 public:
  explicit ClassOrder(const KernelArgs& args)
      : args_(args),
        a_(*args.operands[0].adjacency),
        class_of_(reinterpret_cast<uint8_t*>(args.workspace)),
        classes_(args.results[1].matrix<uint8_t>()),
        senders_(args.results[2].matrix<int32_t>()) {}

  void run() const {
    const auto factors = args_.operands[1].matrix<const float>();
    const auto remainders = args_.results[0].matrix<float>();
    parallel_ranges(args_.threads, factors.rows, kSendersPerTask, [&](int64_t begin, int64_t end) {
      for (int64_t j = begin; j < end; ++j) {
        const int q = factor_class(static_cast<double>(factors.at(j, 0)));
        class_of_[j] = static_cast<uint8_t>(q);
        remainders.at(j, 0) = std::ldexp(factors.at(j, 0), 2 * q);
      }
    });
    parallel_ranges(args_.threads, a_.rows, kReceiversPerTask, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) order_row(a_.row_offsets[i], a_.row_offsets[i + 1]);
    });
  }

 private:
  using Places = std::array<int64_t, kMostFactorClasses>;

  // Where the entries of each class begin, the largest class first.
  Places first_places(int64_t begin, int64_t end) const {
    Places counts = {};
    for (int64_t e = begin; e < end; ++e) ++counts[class_of_[a_.columns[e]]];
    Places places;
    int64_t next = begin;
    for (size_t q = counts.size(); q-- > 0;) {
      places[q] = next;
      next += counts[q];
    }
    return places;
  }

  void order_row(int64_t begin, int64_t end) const {
    Places places = first_places(begin, end);
    for (int64_t e = begin; e < end; ++e) {
      const uint8_t q = class_of_[a_.columns[e]];
      const int64_t place = places[q]++;
      senders_.at(place, 0) = a_.columns[e];
      classes_.at(place, 0) = q;
    }
  }

  const KernelArgs& args_;
  const AdjacencyView& a_;
  uint8_t* class_of_;  // [M]
  MatrixView<uint8_t> classes_;
  MatrixView<int32_t> senders_;
};

Support supports(const KernelQuery& query) {
  if (query.operands[1].dtype != DType::kF32) return no("factors are not f32");
  return yes();
}

// Classes are read twice per edge, out of a cache where they fit.
Cost cost(const KernelQuery& query, const HardwareProfile& hardware) {
  const Type& a = query.operands[0];
  return {.seconds = gather_seconds(hardware,
                                    {.rows = 2 * a.entries,
                                     .row_bytes = 1,
                                     .matrix_bytes = a.cols,
                                     .sequential_bytes = moved_bytes(query.operands, query.results),
                                     .scalar_ops = 10 * static_cast<double>(a.entries),
                                     .threads = query.threads}),
          .workspace_bytes = a.cols};
}

void run(const KernelArgs& args) { ClassOrder(args).run(); }

}  // namespace

const Kernel kFactorClassesCsr = {
    .name = "factor_classes_csr_cpu",
    .op = &kFactorClasses,
    .supports = supports,
    .cost = cost,
    .run = run,
};

}  // namespace heddle::cpu
