// Lines of BLIF: without comments, joined where a backslash at the end continues them.
#pragma once

#include "heddle/graph/io/fields.h"
#include "heddle/graph/io/line_reader.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace heddle {

class BlifLineReader {
 public:
  explicit BlifLineReader(std::unique_ptr<ByteSource> source) : reader_(std::move(source)) {}

  // The words of the next line that has any; false at the end. They hold until the next call.
  bool next(std::vector<std::string_view>& words);

  uint32_t line() const { return first_line_; }  // where these words begin
  std::string place() const { return reader_.place(); }

 private:
  bool next_part(std::string_view& part, bool& continues);

  LineReader reader_;
  FieldSplitter splitter_{Delimiter::kSpaces};
  std::string joined_;
  uint32_t first_line_ = 0, lines_ = 0;
};

}  // namespace heddle
