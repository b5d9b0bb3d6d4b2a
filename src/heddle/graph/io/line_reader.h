// A text source line by line, with bounded memory.
#pragma once

#include "heddle/graph/io/byte_source.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace heddle {

// A line longer than this is refused: it is not the text that the caller expects.
inline constexpr int64_t kMaxLineBytes = int64_t{16} << 20;

class LineReader {
 public:
  explicit LineReader(std::unique_ptr<ByteSource> source);

  // The next line without its end ("\n" or "\r\n") and without a byte order mark; false at the end.
  // The view holds until the next call. InvalidArgument for a line that is too long or that holds a
  // zero byte or a carriage return ("\r" alone ends no line).
  bool next(std::string_view& line);

  std::string place() const;  // of the last line: "edges.tsv:17"

 private:
  bool fill();  // more bytes behind end_; false at the end of the source

  std::unique_ptr<ByteSource> source_;
  std::vector<char> buffer_;
  size_t begin_ = 0, end_ = 0;  // the unread part of buffer_
  int64_t line_number_ = 0;     // of the last line, counted from 1
};

}  // namespace heddle
