#include "heddle/circuits/io/aiger_input.h"

#include "heddle/base/error.h"
#include "heddle/base/units.h"
#include "heddle/graph/io/line_reader.h"

#include <fmt/core.h>

#include <cstring>
#include <utility>

namespace heddle {
namespace {

constexpr size_t kBufferBytes = size_t{1} << 18;

bool is_digit(int byte) { return byte >= '0' && byte <= '9'; }

std::string in_words(int byte) {
  if (byte == AigerInput::kEnd) return "the end of the file";
  if (byte == '\n') return "a line end";
  if (byte == '\r') return "a carriage return";
  if (byte > ' ' && byte < 0x7f) return fmt::format("'{}'", static_cast<char>(byte));
  return byte == ' ' ? "a blank" : fmt::format("the byte 0x{:02x}", byte);
}

}  // namespace

AigerInput::AigerInput(std::unique_ptr<ByteSource> source)
    : source_(std::move(source)), buffer_(kBufferBytes) {}

std::optional<int64_t> AigerInput::remaining() const {
  const std::optional<int64_t> total = source_->total_bytes();
  return total ? std::optional(*total - offset()) : std::nullopt;
}

std::string AigerInput::place() const {
  return text_ ? fmt::format("{}:{}", name(), line_) : fmt::format("{}: byte {}", name(), offset());
}

bool AigerInput::fill() {
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  dropped_ += static_cast<int64_t>(begin_);
  end_ -= begin_;
  begin_ = 0;
  const size_t count = source_->read(std::as_writable_bytes(std::span(buffer_).subspan(end_)));
  end_ += count;
  return count > 0;
}

void AigerInput::refuse(std::string_view needed) {
  const std::string found = in_words(peek());
  fail(ErrorKind::kInvalidArgument, "{}: {}, need {}", place(), found, needed);
}

uint32_t AigerInput::number(std::string_view meaning, uint32_t most) {
  if (!is_digit(peek())) refuse(meaning);
  const bool zero_first = peek() == '0';
  uint64_t value = 0;
  int digits = 0;
  for (; is_digit(peek()); ++begin_, ++digits) {
    value = 10 * value + static_cast<uint64_t>(peek() - '0');
    if (zero_first && digits > 0) {
      fail(ErrorKind::kInvalidArgument, "{}: {} begins with a zero", place(), meaning);
    }
    if (value > most) {
      fail(ErrorKind::kInvalidArgument, "{}: {} is above {}", place(), meaning, most);
    }
  }
  return static_cast<uint32_t>(value);
}

void AigerInput::skip(char byte, std::string_view in_words) {
  if (peek() != byte) refuse(in_words);
  ++begin_;
  if (byte == '\n') ++line_;
}

std::string AigerInput::rest_of_line() {
  std::string line;
  for (int byte = peek(); byte != '\n'; byte = peek()) {
    if (byte == kEnd || byte == '\r' || byte == '\0') refuse("text and a line end");
    if (static_cast<int64_t>(line.size()) == kMaxLineBytes) {
      fail(ErrorKind::kInvalidArgument, "{}: line of more than {}", place(),
           format_bytes(kMaxLineBytes));
    }
    line.push_back(static_cast<char>(byte));
    ++begin_;
  }
  skip_line_end();
  return line;
}

std::span<const unsigned char> AigerInput::ahead(size_t least) {
  while (end_ - begin_ < least && fill()) {
  }
  return std::span(buffer_).subspan(begin_, end_ - begin_);
}

void AigerInput::skip_binary(size_t count) {
  text_ = false;
  begin_ += count;
}

}  // namespace heddle
