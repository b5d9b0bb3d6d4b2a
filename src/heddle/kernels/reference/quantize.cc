// quantize, reference:  codes[i, c] = round(x[i, c] / s), s = max |x| / largest code of the row or
// of all rows. Integers are written in an empty row of bytes.

#include "heddle/ops/quantize.h"

#include "heddle/kernels/code_bits.h"
#include "heddle/kernels/reference/dispatch.h"
#include "heddle/kernels/reference/kernels.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace heddle::reference {
namespace {

template <class T>
class Quantize {
 public:
  using C = compute_t<T>;

  explicit Quantize(const KernelArgs& args)
      : args_(args),
        x_(args.operands[0].matrix<const T>()),
        codes_(args.results[0].matrix<int8_t>()),
        scales_(args.results[1].matrix<C>()),
        bits_(args.results[0], args.operands[1]),
        stochastic_(args.attributes->flag("stochastic")) {}

  void run() const {
    const bool per_row = args_.attributes->text("per") == "row";
    if (!per_row) scales_.at(0, 0) = scale_of({0, x_.rows}, args_.results[0].bits);
    for (int64_t i = 0; i < x_.rows; ++i) {
      if (per_row) scales_.at(i, 0) = scale_of({i, i + 1}, bits_.of(i));
      write_row(i, scales_.at(per_row ? i : 0, 0));
    }
  }

 private:
  C scale_of(RowRange rows, int64_t bits) const {
    C most = 0;
    for (int64_t i = rows.begin; i < rows.end; ++i) {
      for (int64_t c = 0; c < x_.cols; ++c) {
        const C magnitude = std::abs(load(x_.at(i, c)));
        if (!std::isfinite(magnitude)) return std::numeric_limits<C>::quiet_NaN();
        most = std::max(most, magnitude);
      }
    }
    const C scale = most / static_cast<C>(largest_code(bits));
    return std::isnormal(scale) ? scale : C{0};
  }

  void write_row(int64_t i, C scale) const {
    std::fill_n(codes_.row(i), codes_.cols, int8_t{0});
    if (!(scale > 0)) return;
    const C inverse = C{1} / scale;
    const int64_t bits = bits_.of(i);
    const auto most = static_cast<C>(largest_code(bits));
    for (int64_t c = 0; c < x_.cols; ++c) {
      const C code = rounded(load(x_.at(i, c)) * inverse, i, c);
      store_code(codes_.row(i), c, bits, static_cast<int32_t>(std::clamp(code, -most, most)));
    }
  }

  C rounded(C value, int64_t i, int64_t c) const {
    if (!stochastic_) return std::nearbyint(value);
    const uint32_t word = args_.random_stream().word(args_.operands[0].row_id(i), c);
    const C below = std::floor(value);
    return static_cast<C>(uniform_from_word(word)) < value - below ? below + 1 : below;
  }

  const KernelArgs& args_;
  MatrixView<const T> x_;
  MatrixView<int8_t> codes_;
  MatrixView<C> scales_;
  CodeBits bits_;
  bool stochastic_;
};

void run(const KernelArgs& args) {
  dispatch_floating(args.operands[0].dtype, [&]<class T>(T) { Quantize<T>(args).run(); });
}

}  // namespace

const Kernel kQuantize = {
    .name = "quantize_reference",
    .op = &heddle::kQuantize,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run,
};

}  // namespace heddle::reference
