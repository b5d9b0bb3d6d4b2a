// spmm_quantized and spmm_topk_quantized, reference: codes are turned back into numbers one by one
// and summed in the order of the edges of a receiver.

#include "heddle/ops/spmm_quantized.h"

#include "heddle/kernels/code_bits.h"
#include "heddle/kernels/reference/edge_weight.h"
#include "heddle/kernels/reference/kept_rows.h"
#include "heddle/kernels/reference/kernels.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace heddle::reference {
namespace {

// Sums of codes times weights and scales, into any column of a receiver.
template <class T>
class CodeSums {
 public:
  using C = compute_t<T>;

  // Operands that are absent where an operator has none.
  struct Optional {
    OperandView weights, hubs, classes, senders, receiver_factors;
  };

  CodeSums(const KernelArgs& args, const Optional& optional)
      : optional_(optional),
        a_(*args.operands[0].adjacency),
        codes_(args.operands[1].matrix<const int8_t>()),
        bits_(args.operands[1], optional.hubs),
        scales_(args.operands[2].matrix<const C>()),
        y_(args.results[0].matrix<T>()),
        mean_(args.attributes->text("reduce") == "mean") {}

  // column_of(sender, r): the column of y that code r of a sender belongs to; `kept`: codes per
  // row.
  template <class ColumnOf>
  void run(int64_t kept, const ColumnOf& column_of) const {
    std::vector<C> sums(static_cast<size_t>(y_.cols));
    for (int64_t i = 0; i < y_.rows; ++i) {
      std::ranges::fill(sums, C{0});
      for (int64_t e = a_.row_offsets[i]; e < a_.row_offsets[i + 1]; ++e) {
        const int64_t j = sender_of(e);
        const C factor = factor_of(e, j);
        const int64_t bits = bits_.of(j);
        for (int64_t r = 0; r < kept; ++r) {
          sums[static_cast<size_t>(column_of(j, r))] +=
              factor * static_cast<C>(load_code(codes_.row(j), r, bits));
        }
      }
      const C scale = scale_of_sum(i);
      for (int64_t c = 0; c < y_.cols; ++c) {
        store(y_.at(i, c), scale * sums[static_cast<size_t>(c)]);
      }
    }
  }

 private:
  C scale_of_sum(int64_t row) const {
    const OperandView& factors = optional_.receiver_factors;
    const C factor = factors.present() ? factors.template matrix<const C>().at(row, 0) : C{1};
    return mean_ && a_.degree(row) > 0 ? factor / static_cast<C>(a_.degree(row)) : factor;
  }

  int64_t sender_of(int64_t entry) const {
    const OperandView& senders = optional_.senders;
    return senders.present() ? senders.template matrix<const int32_t>().at(entry, 0)
                             : a_.columns[entry];
  }

  C factor_of(int64_t entry, int64_t sender) const {
    const C factor = edge_weight<C>(optional_.weights, a_.edge_position(entry)) *
                     scales_.at(scales_.rows == 1 ? 0 : sender, 0);
    if (!optional_.classes.present()) return factor;
    return std::ldexp(factor, -2 * optional_.classes.template matrix<const uint8_t>().at(entry, 0));
  }

  Optional optional_;
  const AdjacencyView& a_;
  MatrixView<const int8_t> codes_;
  CodeBits bits_;
  MatrixView<const C> scales_;
  MatrixView<T> y_;
  bool mean_;
};

void run(const KernelArgs& args) {
  dispatch_floating(args.results[0].dtype, [&]<class T>(T) {
    CodeSums<T>(args, {args.operands[3], args.operands[4], args.operands[5], args.operands[6],
                       args.operands[7]})
        .run(args.results[0].cols, [](int64_t, int64_t r) { return r; });
  });
}

void run_topk(const KernelArgs& args) {
  dispatch_kept(args.results[0], args.operands[3], [&]<class T, class Position>(T, Position) {
    const auto positions = args.operands[3].matrix<const Position>();
    CodeSums<T>(args, {args.operands[4], {}, args.operands[5], args.operands[6], args.operands[7]})
        .run(positions.cols, [&](int64_t j, int64_t r) { return positions.at(j, r); });
  });
}

}  // namespace

const Kernel kSpmmQuantized = {
    .name = "spmm_quantized_reference",
    .op = &heddle::kSpmmQuantized,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run,
};

const Kernel kSpmmTopkQuantized = {
    .name = "spmm_topk_quantized_reference",
    .op = &heddle::kSpmmTopkQuantized,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run_topk,
};

}  // namespace heddle::reference
