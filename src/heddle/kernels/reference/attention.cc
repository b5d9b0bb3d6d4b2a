// attention, reference: three walks over the in-edges of a receiver for every head: maximum, sum,
// weighted sum of rows. The gradient recomputes the coefficients from maximum and sum.

#include "heddle/ops/attention.h"

#include "heddle/kernels/reference/dispatch.h"
#include "heddle/kernels/reference/kernels.h"

#include <algorithm>
#include <cmath>

namespace heddle::reference {
namespace {

// What forward and backward share; C is the compute dtype.
template <class C>
struct Scores {
  explicit Scores(const KernelArgs& args)
      : a(*args.operands[0].adjacency),
        receiver(args.operands[2].matrix<const C>()),
        sender(args.operands[3].matrix<const C>()),
        stream(args.random_stream()),
        slope(static_cast<C>(args.attributes->number("slope"))),
        probability(static_cast<float>(args.attributes->number("probability"))),
        keep_scale(static_cast<C>(1 / (1 - args.attributes->number("probability")))) {}

  C sum(int64_t row, int64_t e, int64_t h) const {
    return receiver.at(row, h) + sender.at(a.columns[e], h);
  }
  C z(int64_t row, int64_t e, int64_t h) const {
    const C value = sum(row, e, h);
    return value > 0 ? value : slope * value;
  }
  C slope_at(int64_t row, int64_t e, int64_t h) const { return sum(row, e, h) > 0 ? C(1) : slope; }
  // 1 / (1 - p) or 0: what dropout multiplies the coefficient of this edge with.
  C mask(int64_t e, int64_t h) const {
    if (probability == 0) return C(1);
    const float u = uniform_from_word(stream.word(a.edge_position(e), h));
    return u >= probability ? keep_scale : C(0);
  }

  const AdjacencyView& a;
  MatrixView<const C> receiver, sender;
  RandomStream stream;
  C slope;
  float probability;
  C keep_scale;
};

template <class T>
void attend(const KernelArgs& args) {
  using C = compute_t<T>;
  const Scores<C> scores(args);
  const AdjacencyView& a = scores.a;
  const auto x = args.operands[1].matrix<const T>();
  const auto y = args.results[0].matrix<T>();
  const auto row_max = args.results[1].matrix<C>();
  const auto row_sum = args.results[2].matrix<C>();
  const int64_t head_cols = y.cols / row_max.cols;
  for (int64_t i = 0; i < a.rows; ++i) {
    const int64_t begin = a.row_offsets[i], end = a.row_offsets[i + 1];
    for (int64_t h = 0; h < row_max.cols; ++h) {
      C largest = begin < end ? scores.z(i, begin, h) : C(0);
      for (int64_t e = begin; e < end; ++e) largest = std::max(largest, scores.z(i, e, h));
      C total = 0;
      for (int64_t e = begin; e < end; ++e) total += std::exp(scores.z(i, e, h) - largest);
      row_max.at(i, h) = largest;
      row_sum.at(i, h) = total;
      for (int64_t col = h * head_cols; col < (h + 1) * head_cols; ++col) {
        C sum = 0;
        for (int64_t e = begin; e < end; ++e) {
          const C coefficient = std::exp(scores.z(i, e, h) - largest) / total;
          sum += coefficient * scores.mask(e, h) * load(x.at(a.columns[e], col));
        }
        store(y.at(i, col), sum);
      }
    }
  }
}

// Gradient of one edge and head: adds to the sums of dx, d_receiver and d_sender.
template <class T>
struct EdgeGradient {
  using C = compute_t<T>;

  explicit EdgeGradient(const KernelArgs& args)
      : scores(args),
        x(args.operands[1].matrix<const T>()),
        row_max(args.operands[4].matrix<const C>()),
        row_sum(args.operands[5].matrix<const C>()),
        y(args.operands[6].matrix<const T>()),
        dy(args.operands[7].matrix<const T>()),
        d_receiver(args.results[1].matrix<C>()),
        d_sender(args.results[2].matrix<C>()),
        dx(reinterpret_cast<C*>(args.workspace)),
        head_cols(x.cols / d_receiver.cols) {}

  void add(int64_t i, int64_t e, int64_t h) const {
    const int64_t sender = scores.a.columns[e];
    const C coefficient = std::exp(scores.z(i, e, h) - row_max.at(i, h)) / row_sum.at(i, h);
    const C mask = scores.mask(e, h);
    C from_x = 0, from_y = 0;
    for (int64_t col = h * head_cols; col < (h + 1) * head_cols; ++col) {
      from_x += load(dy.at(i, col)) * load(x.at(sender, col));
      from_y += load(dy.at(i, col)) * load(y.at(i, col));
      dx[sender * x.cols + col] += coefficient * mask * load(dy.at(i, col));
    }
    const C dz = coefficient * (from_x * mask - from_y) * scores.slope_at(i, e, h);
    d_receiver.at(i, h) += dz;
    d_sender.at(sender, h) += dz;
  }

  Scores<C> scores;
  MatrixView<const T> x;
  MatrixView<const C> row_max, row_sum;
  MatrixView<const T> y, dy;
  MatrixView<C> d_receiver, d_sender;
  C* dx;  // [M, D] sums: the result may have a shorter type
  int64_t head_cols;
};

template <class C>
void clear(const MatrixView<C>& matrix) {
  for (int64_t i = 0; i < matrix.rows; ++i) {
    std::fill(matrix.row(i), matrix.row(i) + matrix.cols, C(0));
  }
}

template <class T>
void attend_gradient(const KernelArgs& args) {
  const EdgeGradient<T> gradient(args);
  const AdjacencyView& a = gradient.scores.a;
  const auto dx = args.results[0].matrix<T>();
  std::fill(gradient.dx, gradient.dx + dx.rows * dx.cols, compute_t<T>(0));
  clear(gradient.d_receiver);
  clear(gradient.d_sender);
  for (int64_t i = 0; i < a.rows; ++i) {
    for (int64_t e = a.row_offsets[i]; e < a.row_offsets[i + 1]; ++e) {
      for (int64_t h = 0; h < gradient.d_receiver.cols; ++h) gradient.add(i, e, h);
    }
  }
  for (int64_t j = 0; j < dx.rows; ++j) {
    for (int64_t col = 0; col < dx.cols; ++col) {
      store(dx.at(j, col), gradient.dx[j * dx.cols + col]);
    }
  }
}

Cost gradient_cost(const KernelQuery& query, const HardwareProfile& hardware) {
  Cost cost = serial_cost(query, hardware);
  const Type& dx = query.results[0];
  cost.workspace_bytes = dx.elements() * size_of(compute_dtype(dx.dtype));
  return cost;
}

void run(const KernelArgs& args) {
  dispatch_floating(args.results[0].dtype, [&]<class T>(T) { attend<T>(args); });
}

void run_gradient(const KernelArgs& args) {
  dispatch_floating(args.results[0].dtype, [&]<class T>(T) { attend_gradient<T>(args); });
}

}  // namespace

const Kernel kAttention = {
    .name = "attention_reference",
    .op = &heddle::kAttention,
    .supports = accept_all,
    .cost = serial_cost,
    .run = run,
};

const Kernel kAttentionGradient = {
    .name = "attention_gradient_reference",
    .op = &heddle::kAttentionGradient,
    .supports = accept_all,
    .cost = gradient_cost,
    .run = run_gradient,
};

}  // namespace heddle::reference
