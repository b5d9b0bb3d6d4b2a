// attention, reference: three walks over the in-edges of a receiver for every head: maximum, sum,
// weighted sum of rows. The gradient recomputes the coefficients from maximum and sum; receivers
// collect from their in-edges, senders from their out-edges.

#include "heddle/ops/attention.h"

#include "heddle/kernels/reference/dispatch.h"
#include "heddle/kernels/reference/kernels.h"

#include <algorithm>
#include <cmath>

namespace heddle::reference {
namespace {

struct Edge {
  int64_t receiver, sender, position;
};

Edge in_edge(const AdjacencyView& a, int64_t receiver, int64_t entry) {
  return {receiver, a.columns[entry], a.edge_position(entry)};
}
Edge out_edge(const AdjacencyView& transposed, int64_t sender, int64_t entry) {
  return {transposed.columns[entry], sender, transposed.edge_position(entry)};
}

// What forward and backward share; C is the compute dtype.
template <class C>
struct Scores {
  explicit Scores(const KernelArgs& args)
      : receiver(args.operands[2].matrix<const C>()),
        sender(args.operands[3].matrix<const C>()),
        stream(args.random_stream()),
        slope(static_cast<C>(args.attributes->number("slope"))),
        probability(static_cast<float>(args.attributes->number("probability"))),
        keep_scale(static_cast<C>(1 / (1 - args.attributes->number("probability")))) {}

  C sum(const Edge& edge, int64_t h) const {
    return receiver.at(edge.receiver, h) + sender.at(edge.sender, h);
  }
  C z(const Edge& edge, int64_t h) const { return sum(edge, h) * slope_at(edge, h); }
  C slope_at(const Edge& edge, int64_t h) const { return sum(edge, h) > 0 ? C(1) : slope; }
  // 1 / (1 - p) or 0: what dropout multiplies the coefficient of this edge with.
  C mask(const Edge& edge, int64_t h) const {
    if (probability == 0) return C(1);
    const float u = uniform_from_word(stream.word(edge.position, h));
    return u >= probability ? keep_scale : C(0);
  }

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
  const AdjacencyView& a = *args.operands[0].adjacency;
  const auto x = args.operands[1].matrix<const T>();
  const auto y = args.results[0].matrix<T>();
  const auto row_max = args.results[1].matrix<C>();
  const auto row_sum = args.results[2].matrix<C>();
  const int64_t head_cols = y.cols / row_max.cols;
  for (int64_t i = 0; i < a.rows; ++i) {
    const int64_t begin = a.row_offsets[i], end = a.row_offsets[i + 1];
    for (int64_t h = 0; h < row_max.cols; ++h) {
      const auto z = [&](int64_t e) { return scores.z(in_edge(a, i, e), h); };
      C largest = begin < end ? z(begin) : C(0);
      for (int64_t e = begin; e < end; ++e) largest = std::max(largest, z(e));
      C total = 0;
      for (int64_t e = begin; e < end; ++e) total += std::exp(z(e) - largest);
      row_max.at(i, h) = largest;
      row_sum.at(i, h) = total;
      for (int64_t col = h * head_cols; col < (h + 1) * head_cols; ++col) {
        C sum = 0;
        for (int64_t e = begin; e < end; ++e) {
          const C coefficient = std::exp(z(e) - largest) / total;
          sum += coefficient * scores.mask(in_edge(a, i, e), h) * load(x.at(a.columns[e], col));
        }
        store(y.at(i, col), sum);
      }
    }
  }
}

// What one edge and head contributes.
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
        head_cols(x.cols / row_max.cols) {}

  C coefficient(const Edge& edge, int64_t h) const {
    const int64_t i = edge.receiver;
    return std::exp(scores.z(edge, h) - row_max.at(i, h)) / row_sum.at(i, h);
  }
  // Of receiver + sender.
  C d_sum(const Edge& edge, int64_t h) const {
    C from_x = 0, from_y = 0;
    for (int64_t col = h * head_cols; col < (h + 1) * head_cols; ++col) {
      const C d = load(dy.at(edge.receiver, col));
      from_x += d * load(x.at(edge.sender, col));
      from_y += d * load(y.at(edge.receiver, col));
    }
    const C dz = coefficient(edge, h) * (from_x * scores.mask(edge, h) - from_y);
    return dz * scores.slope_at(edge, h);
  }
  C d_row(const Edge& edge, int64_t col) const {
    const int64_t h = col / head_cols;
    return coefficient(edge, h) * scores.mask(edge, h) * load(dy.at(edge.receiver, col));
  }

  Scores<C> scores;
  MatrixView<const T> x;
  MatrixView<const C> row_max, row_sum;
  MatrixView<const T> y, dy;
  int64_t head_cols;
};

template <class T>
void collect_receivers(const KernelArgs& args, const EdgeGradient<T>& gradient) {
  const AdjacencyView& a = *args.operands[0].adjacency;
  const auto d_receiver = args.results[1].matrix<compute_t<T>>();
  for (int64_t i = 0; i < a.rows; ++i) {
    for (int64_t h = 0; h < d_receiver.cols; ++h) {
      compute_t<T> sum = 0;
      for (int64_t e = a.row_offsets[i]; e < a.row_offsets[i + 1]; ++e) {
        sum += gradient.d_sum(in_edge(a, i, e), h);
      }
      d_receiver.at(i, h) = sum;
    }
  }
}

template <class T>
void collect_senders(const KernelArgs& args, const EdgeGradient<T>& gradient) {
  const AdjacencyView& a = *args.operands[0].adjacency->transposed;
  const auto dx = args.results[0].matrix<T>();
  const auto d_sender = args.results[2].matrix<compute_t<T>>();
  for (int64_t j = 0; j < a.rows; ++j) {
    for (int64_t h = 0; h < d_sender.cols; ++h) {
      compute_t<T> sum = 0;
      for (int64_t e = a.row_offsets[j]; e < a.row_offsets[j + 1]; ++e) {
        sum += gradient.d_sum(out_edge(a, j, e), h);
      }
      d_sender.at(j, h) = sum;
    }
    for (int64_t col = 0; col < dx.cols; ++col) {
      compute_t<T> sum = 0;
      for (int64_t e = a.row_offsets[j]; e < a.row_offsets[j + 1]; ++e) {
        sum += gradient.d_row(out_edge(a, j, e), col);
      }
      store(dx.at(j, col), sum);
    }
  }
}

void run(const KernelArgs& args) {
  dispatch_floating(args.results[0].dtype, [&]<class T>(T) { attend<T>(args); });
}

void run_gradient(const KernelArgs& args) {
  dispatch_floating(args.results[0].dtype, [&]<class T>(T) {
    const EdgeGradient<T> gradient(args);
    collect_receivers<T>(args, gradient);
    collect_senders<T>(args, gradient);
  });
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
    .cost = serial_cost,
    .run = run_gradient,
};

}  // namespace heddle::reference
