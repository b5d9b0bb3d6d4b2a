#include "heddle/data/native_labels.h"

#include "heddle/base/error.h"
#include "heddle/data/dataset_checks.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <optional>

namespace heddle {
namespace {

// One of the three masks, read split by split.
class MaskReader {
 public:
  MaskReader(const NpzReader& npz, std::string_view member, int64_t rows) {
    if (!npz.has(member)) return;
    array_.emplace(npz.open(member));
    const std::vector<int64_t>& shape = array_->header().shape;
    require((shape.size() == 1 || shape.size() == 2) && shape.back() == rows,
            "{}: shape {}, need (splits, {})", array_->place(), array_->header().shape_text(),
            rows);
    splits_ = shape.size() == 1 ? 1 : shape[0];
    mask_.resize(static_cast<size_t>(rows));
  }

  bool present() const { return array_.has_value(); }
  int64_t splits() const { return splits_; }
  const std::string& place() const { return array_->place(); }
  int64_t bytes() const { return bytes_of(mask_); }

  std::vector<int32_t> next(size_t split) {
    std::vector<int32_t> rows;
    if (!array_) return rows;
    array_->read(std::span(mask_));
    for (size_t i = 0; i < mask_.size(); ++i) {
      require(mask_[i] == 0 || mask_[i] == 1, "{}: split {}, row {} is {}, need 0 or 1", place(),
              split, i, mask_[i]);
    }
    rows.reserve(static_cast<size_t>(std::count(mask_.begin(), mask_.end(), 1)));
    for (size_t i = 0; i < mask_.size(); ++i) {
      if (mask_[i] == 1) rows.push_back(static_cast<int32_t>(i));
    }
    return rows;
  }

  void finish() {
    if (array_) array_->finish();
  }

 private:
  std::optional<NpyReader> array_;
  int64_t splits_ = 0;
  std::vector<int32_t> mask_;
};

int32_t class_count(const NativeMeta& meta, const Dataset& dataset, const NpyHeader& y) {
  if (dataset.multi_label) {
    require(y.shape[1] <= std::numeric_limits<int32_t>::max(), "y: {} classes are too many",
            y.shape[1]);
    return static_cast<int32_t>(y.shape[1]);
  }
  if (meta.classes) return *meta.classes;
  const auto highest = std::max_element(dataset.labels.begin(), dataset.labels.end());
  if (highest == dataset.labels.end()) return 0;
  return std::max(0, *highest < std::numeric_limits<int32_t>::max() ? *highest + 1 : *highest);
}

}  // namespace

void read_native_labels(const NpzReader& npz, const NativeMeta& meta, Dataset& dataset,
                        LoadingPeak& peak) {
  if (!npz.has("y")) return;
  NpyReader y = npz.open("y");
  const NpyHeader header = y.header();
  require(
      (header.shape.size() == 1 || header.shape.size() == 2) && header.shape[0] == dataset.rows(),
      "{}: shape {}, need ({},) or ({}, classes)", y.place(), header.shape_text(), dataset.rows(),
      dataset.rows());
  dataset.multi_label = header.shape.size() == 2;
  const std::string place = y.place();
  dataset.labels = y.read_all<int32_t>();
  peak.add(bytes_of(dataset.labels));
  dataset.classes = class_count(meta, dataset, header);
  require(dataset.classes > 0, "{}: {} classes, need at least 1", place, dataset.classes);
  require(!dataset.multi_label || !meta.classes || *meta.classes == dataset.classes,
          "{}: {} classes, but meta.json has {}", place, dataset.classes, meta.classes.value_or(0));
  require(
      meta.class_names.empty() || meta.class_names.size() == static_cast<size_t>(dataset.classes),
      "{}: {} classes, but meta.json has {} class_names", place, dataset.classes,
      meta.class_names.size());
  dataset.class_names = meta.class_names;
  peak.add(bytes_of(dataset.class_names));
  check_labels(dataset.labels, dataset.classes, dataset.multi_label, place);
}

void read_native_splits(const NpzReader& npz, Dataset& dataset, SplitOverlap overlap,
                        LoadingPeak& peak) {
  MaskReader train(npz, "train_mask", dataset.rows());
  if (!train.present()) return;
  require(!dataset.labels.empty(), "{}: needs labels in y.npy", train.place());
  MaskReader validation(npz, "val_mask", dataset.rows());
  MaskReader test(npz, "test_mask", dataset.rows());
  for (const MaskReader* other : {&validation, &test}) {
    require(!other->present() || other->splits() == train.splits(),
            "{}: {} splits, but train_mask has {}", other->present() ? other->place() : "",
            other->splits(), train.splits());
  }
  const int64_t mask_bytes = train.bytes() + validation.bytes() + test.bytes();
  peak.add(mask_bytes);
  for (int64_t s = 0; s < train.splits(); ++s) {
    const auto index = static_cast<size_t>(s);
    dataset.splits.push_back({train.next(index), validation.next(index), test.next(index)});
    const Split& split = dataset.splits.back();
    peak.add(bytes_of(split.train) + bytes_of(split.validation) + bytes_of(split.test));
    check_split(split, index, dataset, npz.name(), overlap);
  }
  train.finish();
  validation.finish();
  test.finish();
  peak.remove(mask_bytes);
}

}  // namespace heddle
