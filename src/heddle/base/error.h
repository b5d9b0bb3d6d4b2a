// The one exception of the library and the two ways to raise it.
#pragma once

#include <fmt/core.h>

#include <stdexcept>
#include <string>
#include <string_view>

namespace heddle {

enum class ErrorKind { kInvalidArgument, kUnsupported, kOutOfMemory, kIo, kDevice, kInternal };

// "InvalidArgument", "Unsupported", ...
std::string_view to_string(ErrorKind kind);

// The text as a message shows it: line ends and other control characters become escapes (\n, \x1b),
// what is longer than 2,000 bytes is cut. A text that is on one line already stays as it is.
std::string on_one_line(std::string_view text);

// The message reads `op: what was given, what is needed`, on one line: names and values from files
// may stand in it as they are.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, std::string_view message);
  ErrorKind kind() const { return kind_; }

 private:
  ErrorKind kind_;
};

// What the templates below come down to, so that their callers compile fast.
[[noreturn]] void fail_with(ErrorKind kind, fmt::string_view format, fmt::format_args args);
[[noreturn]] void fail_check(std::string_view fact, const char* file, int line);

template <class... Args>
[[noreturn]] void fail(ErrorKind kind, fmt::format_string<Args...> format, Args&&... args) {
  fail_with(kind, format, fmt::make_format_args(args...));
}

// Throws InvalidArgument unless `ok`. For mistakes that a caller can make.
template <class... Args>
void require(bool ok, fmt::format_string<Args...> format, Args&&... args) {
  if (!ok) [[unlikely]] {
    fail_with(ErrorKind::kInvalidArgument, format, fmt::make_format_args(args...));
  }
}

// Throws Internal unless `ok`. For facts that only a bug of this library can break.
inline void check(bool ok, std::string_view fact, const char* file = __builtin_FILE(),
                  int line = __builtin_LINE()) {
  if (!ok) [[unlikely]] {
    fail_check(fact, file, line);
  }
}

}  // namespace heddle
