#include "heddle/graph/io/edge_list_file.h"

#include "heddle/base/error.h"
#include "heddle/graph/io/fields.h"
#include "heddle/graph/io/gzip_source.h"
#include "heddle/graph/io/node_ids.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string_view>
#include <utility>

namespace heddle {
namespace {

constexpr std::array<std::string_view, 26> kHeaderWords = {
    "source", "src",  "from",   "head", "u",      "node1",     "node_1",    "id1",    "id_1",
    "src_id", "user", "target", "dst",  "to",     "tail",      "v",         "node2",  "node_2",
    "id2",    "id_2", "dst_id", "item", "object", "source_id", "target_id", "subject"};

bool is_header_word(std::string_view field) {
  std::string lower(field);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return std::find(kHeaderWords.begin(), kHeaderWords.end(), lower) != kHeaderWords.end();
}

class EdgeListParser {
 public:
  explicit EdgeListParser(std::unique_ptr<ByteSource> source) : reader_(std::move(source)) {}

  EdgeListFile parse() {
    std::string_view line;
    while (reader_.next(line)) {
      if (is_comment_line(line)) continue;
      if (!splitter_) splitter_.emplace(detect_delimiter(line));
      add_line(splitter_->split(line, reader_));
    }
    if (file_.sources.empty()) add_held_line();
    require(!file_.sources.empty(), "{}: no edge in the file, need lines with source and target",
            reader_.place());
    if (ids_.all_integers()) sort_ids();
    file_.nodes = ids_.size();
    file_.node_names = ids_.names();
    file_.peak_bytes = peak_bytes();
    return std::move(file_);
  }

 private:
  void add_line(const std::vector<std::string_view>& fields) {
    if (fields.size() != 2 && fields.size() != 3) {
      fail(ErrorKind::kInvalidArgument, "{}: {} fields, need source, target and perhaps a weight",
           reader_.place(), fields.size());
    }
    if (field_count_ == 0) {
      field_count_ = fields.size();
      if (is_header(fields)) return;
      if (!parse_int(fields[0]) && !parse_int(fields[1])) {
        held_.emplace(std::string(fields[0]), std::string(fields[1]));
        held_weight_ = fields.size() == 3 ? parse_weight(fields[2], reader_) : 1.0F;
        return;
      }
    }
    if (fields.size() != field_count_) {
      fail(ErrorKind::kInvalidArgument, "{}: {} fields, but the lines before have {}",
           reader_.place(), fields.size(), field_count_);
    }
    if (!parse_int(fields[0]) || !parse_int(fields[1])) add_held_line();
    add_edge(fields[0], fields[1], field_count_ == 3 ? parse_weight(fields[2], reader_) : 1.0F);
  }

  static bool is_header(const std::vector<std::string_view>& fields) {
    return (is_header_word(fields[0]) && is_header_word(fields[1])) ||
           (fields.size() == 3 && !parse_float(fields[2]));
  }

  // A first line of two words is held back: it is a header if all ids after it are integers.
  void add_held_line() {
    if (held_) add_edge(held_->first, held_->second, held_weight_);
    held_.reset();
  }

  void add_edge(std::string_view source, std::string_view target, float weight) {
    if (source.empty() || target.empty()) {
      fail(ErrorKind::kInvalidArgument, "{}: empty id", reader_.place());
    }
    file_.sources.push_back(ids_.number_of(source));
    file_.destinations.push_back(ids_.number_of(target));
    if (field_count_ == 3) file_.weights.push_back(weight);
  }

  // The arrays double while they grow, so one of them was there once more at half its size.
  int64_t peak_bytes() const {
    size_t bytes = file_.sources.capacity() * sizeof(int32_t) * 5 / 2 +
                   file_.weights.capacity() * sizeof(float) +
                   file_.node_names.capacity() * sizeof(std::string);
    for (const std::string& name : file_.node_names) bytes += name.size() < 16 ? 0 : name.size();
    return static_cast<int64_t>(bytes) + ids_.bytes();
  }

  void sort_ids() {
    const std::vector<int32_t> numbers = ids_.sort_integers();
    for (int32_t& id : file_.sources) id = numbers[static_cast<size_t>(id)];
    for (int32_t& id : file_.destinations) id = numbers[static_cast<size_t>(id)];
  }

  LineReader reader_;
  std::optional<FieldSplitter> splitter_;
  size_t field_count_ = 0;  // of the first line; 0: none yet
  std::optional<std::pair<std::string, std::string>> held_;
  float held_weight_ = 1.0F;
  NodeIds ids_;
  EdgeListFile file_;
};

}  // namespace

bool is_comment_line(std::string_view line) {
  const size_t first = line.find_first_not_of(" \t");
  return first == std::string_view::npos || line[first] == '#' || line[first] == '%';
}

EdgeListFile read_edge_list(std::unique_ptr<ByteSource> source) {
  return EdgeListParser(std::move(source)).parse();
}

EdgeListFile read_edge_list(const std::filesystem::path& path) {
  return read_edge_list(open_text(path));
}

}  // namespace heddle
