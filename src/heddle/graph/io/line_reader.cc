#include "heddle/graph/io/line_reader.h"

#include "heddle/base/error.h"
#include "heddle/base/units.h"

#include <fmt/core.h>

#include <cstring>
#include <utility>

namespace heddle {
namespace {

constexpr size_t kFirstBufferBytes = size_t{1} << 16;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";  // spreadsheets put it before UTF-8

}  // namespace

LineReader::LineReader(std::unique_ptr<ByteSource> source)
    : source_(std::move(source)), buffer_(kFirstBufferBytes) {}

std::string LineReader::place() const {
  return fmt::format("{}:{}", source_->name(), line_number_);
}

bool LineReader::fill() {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ == buffer_.size()) {
    require(static_cast<int64_t>(end_) < kMaxLineBytes, "{}:{}: line of more than {}",
            source_->name(), line_number_ + 1, format_bytes(kMaxLineBytes));
    buffer_.resize(buffer_.size() * 2);
  }
  const std::span<char> room(buffer_.data() + end_, buffer_.size() - end_);
  const size_t count = source_->read(std::as_writable_bytes(room));
  end_ += count;
  return count > 0;
}

bool LineReader::next(std::string_view& line) {
  size_t searched = 0;
  const char* newline = nullptr;
  for (;;) {
    const char* start = buffer_.data() + begin_;
    newline =
        static_cast<const char*>(std::memchr(start + searched, '\n', end_ - begin_ - searched));
    if (newline != nullptr) break;
    searched = end_ - begin_;
    if (!fill()) break;
  }
  if (newline == nullptr && begin_ == end_) return false;
  const size_t length =
      newline == nullptr ? end_ - begin_ : static_cast<size_t>(newline - buffer_.data()) - begin_;
  line = {buffer_.data() + begin_, length};
  begin_ += length + (newline == nullptr ? 0 : 1);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  if (++line_number_ == 1 && line.starts_with(kByteOrderMark)) {
    line.remove_prefix(kByteOrderMark.size());
  }
  if (line.find('\0') != std::string_view::npos) {
    fail(ErrorKind::kInvalidArgument, "{}: zero byte in the line, need text", place());
  }
  if (line.find('\r') != std::string_view::npos) {
    fail(ErrorKind::kInvalidArgument,
         "{}: carriage return inside the line, need line ends \\n or \\r\\n", place());
  }
  return true;
}

}  // namespace heddle
