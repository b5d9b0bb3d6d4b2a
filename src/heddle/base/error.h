// The one exception of the library and the two ways to raise it.
#pragma once

#include <fmt/format.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

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

template <class... Args>
[[noreturn]] void fail(ErrorKind kind, fmt::format_string<Args...> format, Args&&... args) {
  throw Error(kind, fmt::format(format, std::forward<Args>(args)...));
}

// Throws InvalidArgument unless `ok`. For mistakes that a caller can make.
template <class... Args>
void require(bool ok, fmt::format_string<Args...> format, Args&&... args) {
  if (!ok) [[unlikely]] {
    fail(ErrorKind::kInvalidArgument, format, std::forward<Args>(args)...);
  }
}

// Throws Internal unless `ok`. For facts that only a bug of this library can break.
inline void check(bool ok, std::string_view fact, const char* file = __builtin_FILE(),
                  int line = __builtin_LINE()) {
  if (!ok) [[unlikely]] {
    fail(ErrorKind::kInternal, "{}:{}: {}", file, line, fact);
  }
}

}  // namespace heddle
