// The file is read twice: once to count its rows, so that the features need no second copy.

#include "heddle/data/node_table.h"

#include "heddle/base/error.h"
#include "heddle/graph/io/edge_list_file.h"
#include "heddle/graph/io/fields.h"
#include "heddle/graph/io/gzip_source.h"
#include "heddle/graph/io/line_reader.h"

#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

namespace heddle {
namespace {

enum class Role { kId, kLabel, kSplit, kFeature };

struct Column {
  Role role = Role::kFeature;
  size_t index = 0;  // of the split or feature
  std::string name;
};

struct TableSize {
  int64_t rows = -1;  // the header line is none
  int64_t bytes = 0;
};

TableSize measure(std::unique_ptr<ByteSource> source) {
  LineReader reader(std::move(source));
  std::string_view line;
  TableSize size;
  while (reader.next(line)) {
    size.rows += is_comment_line(line) ? 0 : 1;
    size.bytes += std::ssize(line) + 1;
  }
  require(size.rows >= 0, "{}: no header line", reader.place());
  return size;
}

class NodeTableParser {
 public:
  NodeTableParser(std::unique_ptr<ByteSource> source, const TableSize& size)
      : reader_(std::move(source)), size_(size) {}

  NodeTable parse(LoadingPeak& peak) {
    std::string_view line;
    while (reader_.next(line) && is_comment_line(line)) {
    }
    FieldSplitter splitter(detect_delimiter(line));
    read_header(splitter.split(line, reader_));
    // A field takes at least its delimiter, so memory is in proportion to the text.
    require(size_.rows * std::ssize(columns_) <= size_.bytes,
            "{}: {} fields in the header line, but the rows have fewer", reader_.place(),
            columns_.size());
    const int64_t bytes = size_.rows * feature_columns_ * static_cast<int64_t>(sizeof(float));
    peak.add(bytes);
    table_.features = {Buffer(bytes), size_.rows, feature_columns_};
    table_.splits.resize(splits_);
    while (reader_.next(line)) {
      if (!is_comment_line(line)) read_row(splitter.split(line, reader_));
    }
    peak.add(bytes_of(table_.labels) + table_.ids.bytes());
    for (const Split& split : table_.splits) {
      peak.add(bytes_of(split.train) + bytes_of(split.validation) + bytes_of(split.test));
    }
    return std::move(table_);
  }

 private:
  void read_header(const std::vector<std::string_view>& names) {
    bool has_id = false;
    for (const std::string_view name : names) {
      Column column{Role::kFeature, 0, std::string(name)};
      if (name == "id") {
        column.role = Role::kId;
        require(!std::exchange(has_id, true), "{}: two columns 'id'", reader_.place());
      } else if (name == "label" || name == "labels") {
        column.role = Role::kLabel;
        table_.several_labels = name == "labels";
        require(!std::exchange(has_labels_, true), "{}: two columns 'label' or 'labels'",
                reader_.place());
      } else if (name == "split" || name.starts_with("split_")) {
        column.role = Role::kSplit;
        column.index = splits_++;
      } else {
        column.index = static_cast<size_t>(feature_columns_++);
      }
      columns_.push_back(std::move(column));
    }
    require(has_id, "{}: no column 'id' in the header line", reader_.place());
  }

  void read_row(const std::vector<std::string_view>& fields) {
    if (fields.size() != columns_.size()) {
      fail(ErrorKind::kInvalidArgument, "{}: {} fields, but the header line has {}",
           reader_.place(), fields.size(), columns_.size());
    }
    const int64_t row = table_.ids.size();
    for (size_t c = 0; c < columns_.size(); ++c) read_cell(columns_[c], fields[c], row);
  }

  void read_cell(const Column& column, std::string_view cell, int64_t row) {
    switch (column.role) {
      case Role::kId:
        if (cell.empty()) refuse(column, cell, "need an id");
        if (table_.ids.number_of(cell) != row) refuse(column, cell, "the id stands above already");
        return;
      case Role::kLabel:
        table_.labels.emplace_back(cell);
        return;
      case Role::kSplit:
        return read_split(column, cell, static_cast<int32_t>(row));
      case Role::kFeature:
        table_.features.view().at(row, static_cast<int64_t>(column.index)) = number(column, cell);
        return;
    }
  }

  void read_split(const Column& column, std::string_view cell, int32_t row) {
    Split& split = table_.splits[column.index];
    if (cell == "train") {
      split.train.push_back(row);
    } else if (cell == "val" || cell == "valid" || cell == "validation") {
      split.validation.push_back(row);
    } else if (cell == "test") {
      split.test.push_back(row);
    } else if (!cell.empty()) {
      refuse(column, cell, "need train, val, test or nothing");
    }
  }

  float number(const Column& column, std::string_view cell) const {
    const std::optional<float> value = parse_float(cell);
    if (!value || !std::isfinite(*value)) refuse(column, cell, "need a finite number");
    return *value;
  }

  [[noreturn]] void refuse(const Column& column, std::string_view cell,
                           std::string_view need) const {
    fail(ErrorKind::kInvalidArgument, "{}: column '{}' is '{}', {}", reader_.place(), column.name,
         cell, need);
  }

  LineReader reader_;
  TableSize size_;
  std::vector<Column> columns_;
  bool has_labels_ = false;
  size_t splits_ = 0;
  int64_t feature_columns_ = 0;
  NodeTable table_;
};

}  // namespace

NodeTable read_node_table(const std::function<std::unique_ptr<ByteSource>()>& open,
                          LoadingPeak& peak) {
  const TableSize size = measure(open());
  return NodeTableParser(open(), size).parse(peak);
}

NodeTable read_node_table(const std::filesystem::path& file, LoadingPeak& peak) {
  return read_node_table([&] { return open_text(file); }, peak);
}

}  // namespace heddle
