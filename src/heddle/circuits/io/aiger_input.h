// The bytes of an AIGER file: the numbers and lines of its text, the deltas between them, and where
// all of it stands.
#pragma once

#include "heddle/graph/io/byte_source.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace heddle {

class AigerInput {
 public:
  static constexpr int kEnd = -1;  // instead of a byte, behind the last one

  explicit AigerInput(std::unique_ptr<ByteSource> source);

  const std::string& name() const { return source_->name(); }
  int64_t offset() const { return dropped_ + static_cast<int64_t>(begin_); }  // of the next byte
  // The bytes from the next one on, if the source knows.
  std::optional<int64_t> remaining() const;
  // Of the next byte: "x.aag:7", behind the binary part "x.aig: byte 812".
  std::string place() const;

  int peek() { return begin_ < end_ || fill() ? buffer_[begin_] : kEnd; }

  // Text. What is not there is refused: InvalidArgument, with the place, what stands there and what
  // was needed.
  uint32_t number(std::string_view meaning, uint32_t most);  // digits, no sign, no leading zero
  void skip(char byte, std::string_view in_words);
  void skip_line_end() { skip('\n', "a line end"); }
  std::string rest_of_line();  // without its end, which must be there
  [[noreturn]] void refuse(std::string_view needed);

  // Binary: the next bytes, at least `least` unless the file has fewer, until the next call.
  std::span<const unsigned char> ahead(size_t least);
  void skip_binary(size_t count);

 private:
  bool fill();  // more bytes behind end_; false at the end of the file

  std::unique_ptr<ByteSource> source_;
  std::vector<unsigned char> buffer_;
  size_t begin_ = 0, end_ = 0;  // the part of buffer_ that is not taken
  int64_t dropped_ = 0;         // bytes of the file before buffer_
  int64_t line_ = 1;            // of the next byte
  bool text_ = true;            // all bytes so far
};

}  // namespace heddle
