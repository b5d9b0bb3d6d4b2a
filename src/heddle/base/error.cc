#include "heddle/base/error.h"

namespace heddle {
namespace {

constexpr size_t kLongestMessage = 2000;

// At most that many bytes, and not a part of a UTF-8 character at the end.
std::string_view beginning(std::string_view text, size_t length) {
  for (int i = 0; i < 3 && (static_cast<unsigned char>(text[length]) & 0xc0) == 0x80; ++i) --length;
  return text.substr(0, length);
}

void append_escape(std::string& line, unsigned char control) {
  switch (control) {
    case '\n':
      line += "\\n";
      break;
    case '\r':
      line += "\\r";
      break;
    case '\t':
      line += "\\t";
      break;
    default:
      line += fmt::format("\\x{:02x}", control);
  }
}

}  // namespace

std::string_view to_string(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kInvalidArgument:
      return "InvalidArgument";
    case ErrorKind::kUnsupported:
      return "Unsupported";
    case ErrorKind::kOutOfMemory:
      return "OutOfMemory";
    case ErrorKind::kIo:
      return "Io";
    case ErrorKind::kDevice:
      return "Device";
    case ErrorKind::kInternal:
      return "Internal";
  }
  return "Internal";
}

std::string on_one_line(std::string_view text) {
  const bool is_long = text.size() > kLongestMessage;
  if (is_long) text = beginning(text, kLongestMessage);
  std::string line;
  line.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const auto code = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : 0);
    if (code == 0xc2 && next >= 0x80 && next < 0xa0) {  // U+0080 to U+009F, in UTF-8
      append_escape(line, next);
      ++i;
    } else if (code < 0x20 || code == 0x7f) {
      append_escape(line, code);
    } else {
      line += text[i];
    }
  }
  return is_long ? line + "..." : line;
}

void fail_with(ErrorKind kind, fmt::string_view format, fmt::format_args args) {
  throw Error(kind, fmt::vformat(format, args));
}

void fail_check(std::string_view fact, const char* file, int line) {
  fail(ErrorKind::kInternal, "{}:{}: {}", file, line, fact);
}

Error::Error(ErrorKind kind, std::string_view message)
    : std::runtime_error(on_one_line(message)), kind_(kind) {}

}  // namespace heddle
