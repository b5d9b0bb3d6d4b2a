#include "heddle/data/edge_table.h"

#include "heddle/base/error.h"
#include "heddle/graph/io/edge_list_file.h"
#include "heddle/graph/io/fields.h"
#include "heddle/graph/io/line_reader.h"

#include <fmt/core.h>

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace heddle {
namespace {

class EdgeTableParser {
 public:
  EdgeTableParser(std::unique_ptr<ByteSource> source, const NodeIds& ids)
      : reader_(std::move(source)), ids_(ids) {}

  std::vector<Relation> parse() {
    std::string_view line;
    while (reader_.next(line) && is_comment_line(line)) {
    }
    FieldSplitter splitter(detect_delimiter(line));
    read_header(splitter.split(line, reader_));
    while (reader_.next(line)) {
      if (!is_comment_line(line)) read_row(splitter.split(line, reader_));
    }
    if (relations_.empty()) relations_.emplace_back().name = "edge";
    return std::move(relations_);
  }

 private:
  void read_header(const std::vector<std::string_view>& names) {
    columns_ = names.size();
    for (size_t c = 0; c < names.size(); ++c) {
      std::optional<size_t>* column = names[c] == "source"     ? &source_
                                      : names[c] == "target"   ? &target_
                                      : names[c] == "weight"   ? &weight_
                                      : names[c] == "relation" ? &relation_
                                                               : nullptr;
      require(column != nullptr && !column->has_value(),
              "{}: column '{}', need source, target and perhaps weight, relation, each once",
              reader_.place(), names[c]);
      *column = c;
    }
    require(source_ && target_, "{}: no columns 'source' and 'target' in the header line",
            reader_.place());
  }

  void read_row(const std::vector<std::string_view>& fields) {
    if (fields.size() != columns_) {
      fail(ErrorKind::kInvalidArgument, "{}: {} fields, but the header line has {}",
           reader_.place(), fields.size(), columns_);
    }
    Relation& relation = relation_called(relation_ ? fields[*relation_] : "edge");
    relation.sources.push_back(node(fields[*source_]));
    relation.destinations.push_back(node(fields[*target_]));
    if (weight_) relation.weights.push_back(parse_weight(fields[*weight_], reader_));
  }

  Relation& relation_called(std::string_view name) {
    if (relations_.empty() || name != relations_[last_].name) {
      last_ = relation_numbers_.try_emplace(std::string(name), relations_.size()).first->second;
      if (last_ == relations_.size()) relations_.emplace_back().name = name;
    }
    return relations_[last_];
  }

  int32_t node(std::string_view id) const {
    const int32_t number = ids_.find(id);
    if (number < 0) {
      fail(ErrorKind::kInvalidArgument, "{}: node '{}' is not in the table of nodes",
           reader_.place(), id);
    }
    return number;
  }

  LineReader reader_;
  const NodeIds& ids_;
  std::unordered_map<std::string, size_t> relation_numbers_;
  std::optional<size_t> source_, target_, weight_, relation_;
  size_t columns_ = 0, last_ = 0;
  std::vector<Relation> relations_;
};

}  // namespace

std::vector<Relation> read_edge_table(std::unique_ptr<ByteSource> source, const NodeIds& ids) {
  return EdgeTableParser(std::move(source), ids).parse();
}

}  // namespace heddle
