#include "heddle/data/dataset_checks.h"

#include "heddle/base/error.h"

#include <array>
#include <cmath>
#include <utility>

namespace heddle {
namespace {

void check_dense(const DenseFeatures& features, std::string_view place) {
  const MatrixView<const float> view = features.view();
  for (int64_t row = 0; row < view.rows; ++row) {
    for (int64_t column = 0; column < view.cols; ++column) {
      require(std::isfinite(view.at(row, column)),
              "{}: feature at row {}, column {} is {}, need a finite number", place, row, column,
              view.at(row, column));
    }
  }
}

void check_csr(const CsrMatrix& features, std::string_view place) {
  const CsrView view = features.view();
  for (int64_t row = 0; row < view.rows; ++row) {
    int64_t previous = -1;
    for (int64_t e = view.row_offsets[row]; e < view.row_offsets[row + 1]; ++e) {
      const int32_t column = view.columns[e];
      require(column > previous && column < view.cols,
              "{}: row {} has column {} after {}, need ascending columns below {}", place, row,
              column, previous, view.cols);
      require(std::isfinite(view.values[e]),
              "{}: feature at row {}, column {} is {}, need a finite number", place, row, column,
              view.values[e]);
      previous = column;
    }
  }
}

bool has_label(const Dataset& dataset, int32_t row) {
  return dataset.multi_label || dataset.labels[static_cast<size_t>(row)] >= 0;
}

}  // namespace

void check_ids(std::span<const int32_t> ids, int64_t count, std::string_view place,
               std::string_view what) {
  for (size_t i = 0; i < ids.size(); ++i) {
    require(ids[i] >= 0 && ids[i] < count, "{}: {} {} is {}, need 0 to {}", place, what, i, ids[i],
            count - 1);
  }
}

void check_offsets(std::span<const int64_t> offsets, int64_t end, std::string_view place) {
  require(!offsets.empty() && offsets.front() == 0 && offsets.back() == end,
          "{}: offsets from {} to {}, need 0 to {}", place, offsets.empty() ? 0 : offsets.front(),
          offsets.empty() ? 0 : offsets.back(), end);
  for (size_t i = 1; i < offsets.size(); ++i) {
    require(offsets[i] >= offsets[i - 1], "{}: offset {} is {} after {}, they must not fall", place,
            i, offsets[i], offsets[i - 1]);
  }
}

void check_features(const Features& features, std::string_view place) {
  if (const auto* dense = std::get_if<DenseFeatures>(&features)) check_dense(*dense, place);
  if (const auto* csr = std::get_if<CsrMatrix>(&features)) check_csr(*csr, place);
}

void check_labels(std::span<const int32_t> labels, int32_t classes, bool multi_label,
                  std::string_view place) {
  const int32_t lowest = multi_label ? 0 : -1;
  const int32_t highest = multi_label ? 1 : classes - 1;
  for (size_t i = 0; i < labels.size(); ++i) {
    const size_t row = multi_label ? i / static_cast<size_t>(classes) : i;
    require(labels[i] >= lowest && labels[i] <= highest, "{}: label of row {} is {}, need {} to {}",
            place, row, labels[i], lowest, highest);
  }
}

void check_edges_inside_graphs(const Dataset& dataset, std::string_view place) {
  const Relation& edges = dataset.graph.relations[0];
  for (size_t g = 0; g + 1 < dataset.graph_offsets.size(); ++g) {
    const int64_t begin = dataset.graph_offsets[g], end = dataset.graph_offsets[g + 1];
    for (auto e = static_cast<size_t>(dataset.graph_edge_offsets[g]);
         e < static_cast<size_t>(dataset.graph_edge_offsets[g + 1]); ++e) {
      const int64_t source = edges.sources[e], destination = edges.destinations[e];
      require(source >= begin && source < end && destination >= begin && destination < end,
              "{}: edge {} -> {} leaves its graph {}, which has nodes {} to {}", place, source,
              destination, g, begin, end - 1);
    }
  }
}

void check_split(const Split& split, size_t index, const Dataset& dataset, std::string_view place,
                 SplitOverlap overlap) {
  require(!split.train.empty(), "{}: split {} has no training row", place, index);
  const std::array<std::pair<std::string_view, const std::vector<int32_t>*>, 3> parts = {
      {{"training", &split.train}, {"validation", &split.validation}, {"test", &split.test}}};
  std::vector<int8_t> part_of(static_cast<size_t>(dataset.rows()), 0);
  for (size_t p = 0; p < parts.size(); ++p) {
    const auto& [name, rows] = parts[p];
    int64_t previous = -1;
    for (const int32_t row : *rows) {
      require(row > previous && row < dataset.rows(),
              "{}: split {}: {} row {} after {}, need ascending rows below {}", place, index, name,
              row, previous, dataset.rows());
      previous = row;
      int8_t& part = part_of[static_cast<size_t>(row)];
      require(part == 0 || overlap == SplitOverlap::kKeep,
              "{}: split {}: row {} is both a {} and a {} row", place, index, row,
              parts[static_cast<size_t>(part == 0 ? 0 : part - 1)].first, name);
      part = static_cast<int8_t>(p + 1);
      require(has_label(dataset, row), "{}: split {}: {} row {} has no label", place, index, name,
              row);
    }
  }
}

}  // namespace heddle
