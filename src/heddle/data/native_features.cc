#include "heddle/data/native_features.h"

#include "heddle/base/error.h"
#include "heddle/data/dataset_checks.h"
#include "heddle/data/native_graph.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace heddle {
namespace {

DenseFeatures dense_zeros(int64_t rows, int64_t cols, LoadingPeak& peak) {
  int64_t bytes = 0;
  if (__builtin_mul_overflow(rows, cols, &bytes) ||
      __builtin_mul_overflow(bytes, static_cast<int64_t>(sizeof(float)), &bytes)) {
    fail(ErrorKind::kOutOfMemory, "features: {} rows of {} columns are too many", rows, cols);
  }
  peak.add(bytes);
  return {Buffer(bytes), rows, cols};
}

// The width of the dense array `name` of `rows` rows.
int64_t dense_columns(const NpyReader& array, int64_t rows) {
  const std::vector<int64_t>& shape = array.header().shape;
  require(shape.size() == 2 && shape[0] == rows, "{}: shape {}, need ({}, features)", array.place(),
          array.header().shape_text(), rows);
  return shape[1];
}

// Fills columns [0, cols) of consecutive rows of `target`, from row `first`.
void read_dense_rows(NpyReader& array, MatrixView<float> target, int64_t first) {
  const auto rows = array.header().shape[0];
  const auto cols = static_cast<size_t>(array.header().shape[1]);
  if (static_cast<int64_t>(cols) == target.stride) {
    array.read(std::span(target.row(first), static_cast<size_t>(rows) * cols));
  } else {
    for (int64_t i = 0; i < rows; ++i) array.read(std::span(target.row(first + i), cols));
  }
  array.finish();
}

std::vector<int32_t> one_hot_of_label(const NpzReader& npz, int64_t nodes, LoadingPeak& peak) {
  auto labels = read_column<int32_t>(npz, "node_label", nodes, peak);
  const std::string place = fmt::format("{}: node_label.npy", npz.name());
  check_ids(labels, kMaxOneHotColumns, place, "label of node");
  return labels;
}

std::vector<int32_t> one_hot_of_degree(const Graph& graph, LoadingPeak& peak) {
  std::vector<int32_t> degrees(static_cast<size_t>(graph.nodes()), 0);
  peak.add(bytes_of(degrees));
  constexpr auto kLast = static_cast<int32_t>(kMaxDegreeColumns) - 1;
  for (const int32_t receiver : graph.relations[0].destinations) {
    int32_t& degree = degrees[static_cast<size_t>(receiver)];
    degree = std::min(degree + 1, kLast);
  }
  return degrees;
}

// x, if there is one, and behind it one column for each value of `codes`.
DenseFeatures with_one_hot(std::optional<NpyReader> x, std::vector<int32_t> codes,
                           LoadingPeak& peak) {
  const auto rows = static_cast<int64_t>(codes.size());
  const int64_t first = x ? dense_columns(*x, rows) : 0;
  const int64_t values = codes.empty() ? 0 : *std::max_element(codes.begin(), codes.end()) + 1;
  DenseFeatures features = dense_zeros(rows, first + values, peak);
  const MatrixView<float> view = features.view();
  if (x) read_dense_rows(*x, view, 0);
  for (int64_t i = 0; i < rows; ++i) view.at(i, first + codes[static_cast<size_t>(i)]) = 1.0F;
  peak.remove(bytes_of(codes));
  return features;
}

// The parts of CSR features that come from several types, row after row.
class CsrParts {
 public:
  CsrParts(const NpzReader& npz, int64_t cols, LoadingPeak& peak) : npz_(npz), peak_(peak) {
    matrix_.cols = cols;
  }

  void append(const std::string& name, int64_t rows) {
    const auto offsets = read_column<int64_t>(npz_, name + "_indptr", rows + 1, peak_);
    NpyReader columns = npz_.open(name + "_indices");
    const int64_t entries = columns.header().elements();
    check_offsets(offsets, entries, fmt::format("{}: {}_indptr.npy", npz_.name(), name));
    extend(matrix_.columns, columns, entries);
    NpyReader values = npz_.open(name + "_values");
    require(values.header().elements() == entries, "{}: shape {}, need ({},)", values.place(),
            values.header().shape_text(), entries);
    extend(matrix_.values, values, entries);
    const int64_t before = bytes_of(matrix_.row_offsets);
    const int64_t base = matrix_.row_offsets.back();
    matrix_.row_offsets.reserve(matrix_.row_offsets.size() + static_cast<size_t>(rows));
    for (size_t i = 1; i < offsets.size(); ++i) matrix_.row_offsets.push_back(base + offsets[i]);
    peak_.add(bytes_of(matrix_.row_offsets) - before);
    peak_.remove(bytes_of(offsets));
  }

  void append_empty(int64_t rows) {
    matrix_.row_offsets.insert(matrix_.row_offsets.end(), static_cast<size_t>(rows),
                               matrix_.row_offsets.back());
  }

  CsrMatrix take() { return std::move(matrix_); }

 private:
  template <class T>
  void extend(std::vector<T>& target, NpyReader& array, int64_t entries) {
    const int64_t before = bytes_of(target);
    const size_t used = target.size();
    target.resize(used + static_cast<size_t>(entries));
    peak_.add(bytes_of(target));
    peak_.remove(before);
    array.read(std::span(target).subspan(used));
    array.finish();
  }

  const NpzReader& npz_;
  LoadingPeak& peak_;
  CsrMatrix matrix_;
};

// The number of columns of CSR arrays is not in them.
int64_t csr_columns(const NpzReader& npz, std::optional<int64_t> stated) {
  require(stated.has_value() && *stated > 0,
          "{}: CSR features, but meta.json has no 'num_features' for them", npz.name());
  return *stated;
}

struct TypePart {
  size_t type;
  bool csr;
  int64_t cols;
};

std::vector<TypePart> typed_parts(const NpzReader& npz, const NativeMeta& meta,
                                  const Graph& graph) {
  std::vector<TypePart> parts;
  for (size_t t = 0; t < graph.node_types.size(); ++t) {
    const std::string name = "x_" + graph.node_types[t].name;
    if (npz.has(name)) {
      parts.push_back({t, false, dense_columns(npz.open(name), graph.node_types[t].count)});
    } else if (npz.has(name + "_indptr")) {
      const auto stated = meta.node_types.empty() ? meta.features : meta.node_types[t].features;
      parts.push_back({t, true, csr_columns(npz, stated ? stated : meta.features)});
    }
  }
  for (const TypePart& part : parts) {
    if (part.cols == parts[0].cols && part.csr == parts[0].csr) continue;
    const std::string& first = graph.node_types[parts[0].type].name;
    fail(ErrorKind::kUnsupported,
         "{}: x_{} has {} {} columns, but x_{} has {} {}: features of node types must agree",
         npz.name(), graph.node_types[part.type].name, part.cols, part.csr ? "CSR" : "dense", first,
         parts[0].cols, parts[0].csr ? "CSR" : "dense");
  }
  return parts;
}

Features typed_features(const NpzReader& npz, const Graph& graph,
                        const std::vector<TypePart>& parts, LoadingPeak& peak) {
  if (parts[0].csr) {
    CsrParts csr(npz, parts[0].cols, peak);
    for (size_t t = 0, p = 0; t < graph.node_types.size(); ++t) {
      const NodeType& type = graph.node_types[t];
      if (p < parts.size() && parts[p].type == t) {
        csr.append("x_" + type.name, type.count);
        ++p;
      } else {
        csr.append_empty(type.count);
      }
    }
    return csr.take();
  }
  DenseFeatures features = dense_zeros(graph.nodes(), parts[0].cols, peak);
  for (const TypePart& part : parts) {
    NpyReader array = npz.open("x_" + graph.node_types[part.type].name);
    read_dense_rows(array, features.view(), graph.type_offset(static_cast<int32_t>(part.type)));
  }
  return features;
}

Features common_features(const NpzReader& npz, const NativeMeta& meta, int64_t nodes,
                         LoadingPeak& peak) {
  if (npz.has("x_indptr")) {
    if (npz.has("node_label")) {
      fail(ErrorKind::kUnsupported, "{}: CSR features together with node_label, need dense x",
           npz.name());
    }
    CsrParts csr(npz, csr_columns(npz, meta.features), peak);
    csr.append("x", nodes);
    return csr.take();
  }
  NpyReader x = npz.open("x");
  if (npz.has("node_label")) {
    std::vector<int32_t> codes = one_hot_of_label(npz, nodes, peak);
    return with_one_hot(npz.open("x"), std::move(codes), peak);
  }
  DenseFeatures features = dense_zeros(nodes, dense_columns(x, nodes), peak);
  read_dense_rows(x, features.view(), 0);
  return features;
}

std::string place_of_features(const NpzReader& npz) {
  return npz.has("x") || npz.has("x_indptr") ? fmt::format("{}: x", npz.name())
                                             : fmt::format("{}: x_<type>", npz.name());
}

}  // namespace

Features read_native_features(const NpzReader& npz, const NativeMeta& meta, const Graph& graph,
                              LoadingPeak& peak) {
  Features features;
  if (npz.has("x") || npz.has("x_indptr")) {
    features = common_features(npz, meta, graph.nodes(), peak);
  } else if (const auto parts = typed_parts(npz, meta, graph); !parts.empty()) {
    features = typed_features(npz, graph, parts, peak);
  } else if (npz.has("node_label")) {
    features = with_one_hot({}, one_hot_of_label(npz, graph.nodes(), peak), peak);
  } else if (meta.level == Level::kGraph) {
    features = with_one_hot({}, one_hot_of_degree(graph, peak), peak);
  }
  check_features(features, place_of_features(npz));
  return features;
}

}  // namespace heddle
